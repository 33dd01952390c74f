/* The way to a consent: a ticket, taken to Xero by a form of its own, in a new tab. */

import { el, words } from './blocks.js'
import { ask } from './wire.js'

/* A ticket lives a minute longer. */
const HOLDS = 240_000

export function connect({ purpose, text, label }, own) {
  let good = 0
  const ticket = el('input', { type: 'hidden', name: 'ticket' })
  const note = el('p', { className: 'quiet', role: 'status' })
  const submit = el('button', { className: 'main' }, label)
  const form = el('form', { className: 'card', method: 'post', target: '_blank', onsubmit }, el('p', {}, text), ticket, submit, note)
  async function onsubmit(event) {
    // A ticket is good once.
    if (Date.now() < good) return good = 0
    event.preventDefault()
    if (submit.ariaDisabled) return
    submit.ariaDisabled = true
    try {
      const made = await ask({ identity: own.identity }, '/xero/authorisations', { purpose })
      form.action = made.url
      ticket.value = made.ticket
      good = Date.now() + HOLDS
      // After a slow answer a browser holds the tab back, unless there is another click.
      const late = navigator.userActivation?.isActive === false
      note.textContent = late ? words.connect_ready : ''
      if (!late) form.requestSubmit()
    } catch ({ status, message }) {
      note.textContent = status === 401 ? words.connect_unknown : status && message || words.failed
    }
    submit.ariaDisabled = null
  }
  return form
}

/* The hand-over: shows what will be sent, to be changed first. */

import { copy, el, words } from './blocks.js'
import { row, source, when } from './cards.js'

const PEOPLE = ['name', 'email', 'phone']

export function drawTicket(ticket, send) {
  const form = copy('ticket')
  const field = form.elements
  const problem = form.querySelector('.problem')
  const tell = (text, wrong) => {
    problem.textContent = text
    field.email.ariaInvalid = !!wrong
    if (wrong) field.email.focus()
  }
  field.summary.value = ticket.summary
  for (const one of PEOPLE) field[one].value = ticket.contact[one] || ''
  form.querySelector('.subject').append(ticket.subject)
  form.querySelector('dl').append(...ticket.lines.map(one => row(one.label, el('bdi', {}, one.value), ' ', one.source && ours(source(one)))))
  form.querySelector('ol').append(...ticket.transcript.map(spoken))
  form.onsubmit = async event => {
    event.preventDefault()
    if (field.send.ariaDisabled) return
    const contact = Object.fromEntries(PEOPLE.map(one => [one, field[one].value.trim()]))
    if (!contact.email && !contact.phone) return tell(words.contact_needed, true)
    if (!field.email.validity.valid) return tell(words.email_wrong, true)
    tell('')
    // Not `disabled`: the focus must stay where it is.
    field.send.ariaDisabled = true
    try {
      await send({ summary: field.summary.value, contact })
    } catch (error) {
      tell(error.message || words.failed)
      field.send.ariaDisabled = null
    }
  }
  return form
}

/* In the visitor's language, where the rest is in the desk's. */
const ours = node => Object.assign(node, { lang: document.documentElement.lang, dir: 'auto' })

const spoken = one =>
  el('li', {}, el('b', {}, one.who), ' ', ours(el('small', {}, when(one.at))), ours(el('p', {}, one.text)))

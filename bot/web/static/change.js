/* Changes an earlier answer where it stands; what was said after it still counts where it fits. */

import { button, el, hush, leave, tongue, words } from './blocks.js'

/* Opens a bubble; `send` gets the answer that replaces it. */
export function change(bubble, { client_id, text }, send) {
  const asked = before(bubble)
  const options = asked.filter(one => one.id.includes('='))
  const told = bubble.querySelector('p').textContent
  const log = bubble.parentNode
  const close = () => {
    hush(log)
    leave(form, bubble)
    bubble.querySelector('button').focus()
  }
  const replace = answer => {
    hush(log)
    leave(form, bubble)
    bubble.classList.add('changing')
    send({ replaces: client_id, ...answer })
  }
  const field = text && el('textarea', { name: 'text', rows: 2, maxLength: 4000, value: told, ariaLabel: words.change })
  const onsubmit = event => {
    event.preventDefault()
    const next = field?.value.trim()
    if (next && next !== told) replace({ text: next })
    else close()
  }
  const form = el('form', { className: 'change', onsubmit, ariaLabel: words.change },
    field || el('div', { className: 'choices ask' }, options.map(one => button(one.label,
      () => one.label === told ? close() : replace({ choice: one.id, label: one.label }), { ariaPressed: one.label === told, ...tongue(one) }))),
    el('div', { className: 'pair' }, button(words.change_cancel, close, { className: 'link' }), field && el('button', { className: 'main' }, words.change_save)))
  form.onkeydown = event => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  }
  hush(log)
  bubble.replaceWith(form)
  const first = field || form.querySelector('[aria-pressed=true]') || form.querySelector('button')
  first.focus()
  form.scrollIntoView({ block: 'nearest' })
}

/* The choices of the question that it answered. */
function before(bubble) {
  let node = bubble
  while ((node = node.previousElementSibling)) if (node.turn) return node.turn.choices
  return []
}

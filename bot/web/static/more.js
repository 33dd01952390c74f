/* The conversation as plain text, to be kept or passed on. */

import { words } from './blocks.js'

const LEFT_OUT = '.choices, .feedback, .vh, .why'

function textOf(node) {
  const who = node.matches('.said') ? words.who_visitor : node.matches('.agent') ? words.who_agent : words.who_bot
  const parts = node.matches('.said') ? [node.querySelector('p')] : [...node.children].filter(one => !one.matches(LEFT_OUT))
  return `${who}: ${parts.map(one => one.innerText).join('\n')}`
}

const transcript = log => [...log.children].filter(one => one.matches('.said, .turn')).map(textOf).join('\n\n')

/* Copies it; the old way works where a frame may not use the clipboard. */
export async function copyAll(log) {
  const text = transcript(log)
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const before = document.activeElement
    const field = document.body.appendChild(Object.assign(document.createElement('textarea'), { value: text, className: 'vh' }))
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    before?.focus()
    return copied
  }
  return true
}

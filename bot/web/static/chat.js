/* The page of the chat: what the visitor types and clicks, and what the page around tells. */

import { late, words } from './blocks.js'
import { begin, current, isKept, later, save, say, send } from './talk.js'
import { around, tell } from './wire.js'

const { log, below, composer, back, human, more, restart, copy, again, close } = document.getElementsByTagName('*')
const input = composer.elements.text
const LONGEST = 4000
let draft

composer.onsubmit = event => {
  event.preventDefault()
  const text = input.value.trim()
  // Until the page around has told who is there, the words stay in the box.
  if (!current()) return
  if (text.length > LONGEST) return say(words.too_long)
  input.value = ''
  if (text) send({ text })
}
human.onclick = () => {
  // The form is open already, or about to be.
  if (below.firstChild) return below.firstChild.elements.summary.focus()
  if (current().queue.at(-1)?.choice !== 'human') send({ choice: 'human', label: words.human })
}
back.onclick = () => later('undo')
restart.onclick = async () => {
  more.hidePopover()
  await late('cards').catch(() => {}) // its style
  again.showModal()
}
copy.onclick = async () => {
  more.hidePopover()
  const copied = await late('more').then(({ copyAll }) => copyAll(log), () => false)
  say(copied ? words.copied : words.failed)
}
again.onclose = () => again.returnValue === 'yes' && begin(current().identity, true)
close.onclick = () => tell('close')
close.hidden = !around
addEventListener('keydown', event => {
  const { key, target } = event
  if (key === 'Escape' && !event.defaultPrevented && !again.open && !more.matches(':popover-open')) tell('close')
  if (key !== 'Enter' || target.name !== 'text' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  target.form.requestSubmit()
})
addEventListener('waiting', ({ detail }) => {
  log.classList.toggle('offline', !!detail)
  say(detail ? words.offline : '')
  if (detail) log.lastChild?.scrollIntoView({ block: 'nearest' })
})

/* Another tab, or a person at support, may have written meanwhile. */
const seen = () => !document.hidden && innerHeight
const quietly = () => current()?.id && later('catchUp').catch(() => {})
const SOON = 4000, SELDOM = 30_000
function listen() {
  setTimeout(() => {
    if ((current()?.owner || 'bot') !== 'bot') quietly()
    listen()
  }, seen() ? SOON : SELDOM)
}
addEventListener('visibilitychange', () => seen() ? quietly() : save(current()))
addEventListener('storage', quietly)
listen()

addEventListener('message', ({ origin, source, data }) => {
  if (!around || source !== parent || origin !== around || data?.type !== 'identify') return
  document.documentElement.style.setProperty('--accent', data.accent)
  const conv = current()
  if (!conv || data.token !== conv.told) {
    if (!isKept(data.token)) begin(data.token)
    Object.assign(current(), { identity: data.token, told: data.token })
  }
  // What the visitor is writing stays.
  const filled = data.draft && data.draft !== draft && [draft, ''].includes(input.value)
  if (filled) input.value = data.draft
  draft = data.draft
  if (data.about) send({ choice: `suspect=${data.about.about}`, label: data.about.label })
  // A phone's keyboard would hide the chat.
  if ((filled || document.hasFocus()) && matchMedia('(pointer:fine)').matches) input.focus()
})
around ? tell('ready') : begin()

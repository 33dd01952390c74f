/* The chat: keeps what the visitor does until the server has it, and shows what comes back. */

import { copy, drawCheck, drawSaid, drawTicket, drawTurn, el, lock, unlock, words } from './blocks.js'
import { feedback } from './feedback.js'
import { call, history, look, newId, shelf } from './wire.js'

const { log, below, status, typing, composer, back, human, restart, again, close } = document.getElementsByTagName('*')
const input = composer.elements.text
const { topic } = document.body.dataset
const host = new URLSearchParams(location.search).get('host')
const embedded = parent !== window && host

/* The conversation in view; what arrives for another is dropped. */
let conv, kept, identity, draft

const tell = (type, detail) => embedded && parent.postMessage({ type, detail }, host)
const say = text => { status.textContent = text }
const save = own => own === conv && kept.save(own)

function begin(fresh, queue = []) {
  conv?.stop?.abort()
  kept = shelf(topic, identity)
  conv = { queue, identity, ...(!fresh && kept.load()) }
  log.replaceChildren()
  below.replaceChildren()
  say('')
  for (const item of conv.queue) said(item)
  work(conv, conv.id && rebuild)
}

/* One loop does all in its order: no click overtakes another. */
async function work(own, first) {
  if (own.busy) return
  own.busy = true
  let failed
  try {
    if (first) await first(own)
    while (own === conv) {
      typing.hidden = false
      own.stop = new AbortController()
      if (!own.id) await open(own)
      else if (own.queue[0]) await deliver(own)
      else if (own.turn?.checks[0]) await runChecks(own)
      else break
    }
  } catch (error) {
    failed = error
  }
  own.busy = false
  if (own !== conv) return
  typing.hidden = true
  if (failed) trouble(own, failed)
}

async function open(own) {
  const { id, token, turn } = await call(own, '', { topic })
  // Without a valid proof it is a stranger's.
  if (own === conv) kept = shelf(topic, own.identity)
  Object.assign(own, { id, token })
  show(own, turn)
}

async function deliver(own) {
  const [item] = own.queue
  const { client_id, text, choice, undo } = item
  try {
    const { turn } = await call(own, undo ? 'undo' : 'messages', { client_id, text, choice }, item)
    own.queue.shift()
    if (!undo) return show(own, turn)
    await rebuild(own)
    say(words.undone)
  } catch (error) {
    if (own.stop.signal.aborted) return
    // Another tab or a look was faster: what is stored decides.
    item.stale = (item.stale || 0) + 1
    if (error.status !== 409 || item.stale > 3) throw Object.assign(error, { item })
    await rebuild(own)
  }
}

async function runChecks(own) {
  typing.hidden = true
  try {
    const { turn } = await look(own, check => own === conv && drawCheck(log, check))
    show(own, turn)
  } catch (error) {
    own.turn.checks = []
    if (error.status === 409) await rebuild(own)
    else if (!own.stop.signal.aborted) throw error
  }
}

function trouble(own, { status: code, message, item }) {
  if (own !== conv) return
  if (own.id && [401, 404].includes(code)) {
    begin(true, own.queue.filter(item => item.text))
    return say(words.gone)
  }
  const final = code < 500 && ![409, 429].includes(code)
  const note = el('div', { className: 'problem' }, el('p', {}, message || words.failed))
  const retry = () => {
    note.remove()
    work(own, own.id && rebuild)
  }
  if (!final) note.append(el('button', { type: 'button', onclick: retry }, words.retry))
  log.append(note)
  note.scrollIntoView({ block: 'nearest' })
  // What was refused stops nothing else.
  if (final && own.id) drop(own, item)
}

/* Draws all anew from the events: after a reload, a step back, a conflict. */
async function rebuild(own) {
  const events = await history(own)
  if (own !== conv) return
  const undone = events.filter(one => one.kind === 'undone')
  log.ariaLive = 'off'
  log.replaceChildren()
  for (const one of events) {
    if (!undone.some(back => one.number >= back.back_to && one.number < back.number)) replay(own, one)
  }
  own.queue = own.queue.filter(item => !events.some(one => one.client_id === item.client_id))
  for (const item of own.queue) said(item)
  save(own)
  if (own.turn?.expects === 'contact') handOver(own)
  setTimeout(() => { log.ariaLive = 'polite' }, 500)
}

function replay(own, one) {
  if (one.kind === 'said' || one.kind === 'chose') said(one)
  if (one.kind === 'turned') show(own, one.turn, true)
  if (one.kind === 'looked') drawCheck(log, { ...one, id: one.check })
  if (one.kind === 'rated') for (const asked of log.querySelectorAll('.feedback')) asked.remove()
}

function show(own, turn, old) {
  own.turn = turn
  save(own)
  if (own !== conv) return
  lock(log)
  below.replaceChildren()
  const drawn = drawTurn(turn, ({ id, label }) => send({ choice: id, label }), { feedback: block => rate(own, block) })
  log.append(drawn)
  input.placeholder = words[turn.expects === 'choice' ? 'placeholder_choice' : 'placeholder']
  drawn.scrollIntoView()
  if (old) return
  if (turn.expects === 'contact') handOver(own)
  tell('turn', turn.decision)
}

function said({ text, label, choice, undo }) {
  if (undo) return
  lock(log, choice)
  log.append(drawSaid(text || label))
  log.lastChild.scrollIntoView({ block: 'nearest' })
}

function send(item) {
  const own = conv
  say('')
  own.queue.push({ client_id: newId(), ...item })
  save(own)
  said(item)
  if ((item.undo || item.choice === 'human') && !own.queue[0].sent) own.stop?.abort()
  work(own)
}

function drop(own, item) {
  own.queue = own.queue.filter(one => one !== item)
  save(own)
  if (!own.queue[0]) unlock(log)
  work(own)
}

function rate(own, { question }) {
  const root = copy('feedback')
  root.querySelector('[data-question]').textContent = question
  feedback(root, body => call(own, 'feedback', body))
  return root
}

async function handOver(own) {
  const { turn } = own
  const { ticket } = await call(own, 'escalation', { preview: true }).catch(error => (trouble(own, error), {}))
  if (!ticket || own.turn !== turn || own !== conv) return
  below.replaceChildren(drawTicket(ticket, async changed => {
    const { reference, turn: next } = await call(own, 'escalation', { send: true, ...changed })
    show(own, next)
    tell('escalated', { reference })
  }))
}

/* What has not left is dropped, the rest is taken back in its turn. */
function undo() {
  const bubble = log.querySelector('.said:not(:has(~ .said))')
  if (!bubble) return say(words.nothing_to_undo)
  const item = conv.queue.at(-1)
  if (item?.undo) return
  if (!item || item.sent) return send({ undo: true })
  bubble.remove()
  if (item.sent === false) conv.stop?.abort()
  drop(conv, item)
  say(words.undone)
}

composer.onsubmit = event => {
  event.preventDefault()
  const text = input.value.trim()
  input.value = ''
  if (text) send({ text })
}
input.onkeydown = event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  composer.requestSubmit()
}
human.onclick = () => send({ choice: 'human', label: words.human })
back.onclick = undo
restart.onclick = () => again.showModal()
again.onclose = () => again.returnValue === 'yes' && begin(true)
close.onclick = () => tell('close')
close.hidden = !embedded
addEventListener('keydown', event => event.key === 'Escape' && !again.open && tell('close'))
addEventListener('waiting', event => say(event.detail ? words.offline : ''))
addEventListener('expired', () => tell('expired'))

addEventListener('message', ({ origin, source, data }) => {
  if (!embedded || source !== parent || origin !== host || data.type !== 'identify') return
  document.documentElement.style.setProperty('--accent', data.accent)
  if (!conv || data.token !== identity) {
    identity = data.token
    if (shelf(topic, identity).key !== kept?.key) begin()
    conv.identity = identity
  }
  const filled = data.draft && data.draft !== draft
  if (filled) input.value = data.draft
  draft = data.draft
  // A phone's keyboard would hide the chat.
  if ((filled || document.hasFocus()) && matchMedia('(pointer:fine)').matches) input.focus()
})
embedded ? tell('ready') : begin()

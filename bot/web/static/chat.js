/* The chat: keeps what the visitor does until the server has it, and shows what comes back. */

import { copy, drawCheck, drawSaid, drawTicket, drawTurn, el, lock, words } from './blocks.js'
import { feedback } from './feedback.js'
import { history, look, newId, post, shelf, start } from './wire.js'

const named = [...document.querySelectorAll('[id]')].map(node => [node.id, node])
const { log, below, status, typing, composer, back, human, restart, again, close } = Object.fromEntries(named)
const input = composer.elements.text
const { topic } = document.body.dataset
const host = new URLSearchParams(location.search).get('host')
const embedded = parent !== window && host

/* The conversation in view, {id, token, queue, turn, said, busy, stop}; what arrives for another is dropped. */
let conv, kept, identity, draft

const tell = (type, detail) => embedded && parent.postMessage({ type, detail }, host)
const say = text => { status.textContent = text }
const save = own => own === conv && kept.save(own)

function begin(fresh, queue = []) {
  conv?.stop?.abort()
  kept = shelf(topic, identity)
  conv = { queue, ...(!fresh && kept.load()) }
  log.replaceChildren()
  below.replaceChildren()
  say('')
  for (const item of conv.queue) said(conv, item)
  work(conv, conv.id && rebuild)
}

/* One loop does everything in its order, so that two clicks cannot overtake each other. */
async function work(own, first) {
  if (own.busy) return
  own.busy = true
  try {
    if (first) await first(own)
    while (own === conv) {
      typing.hidden = false
      if (!own.id) await open(own)
      else if (own.queue[0]) await deliver(own)
      else if (own.turn?.checks[0]) await runChecks(own)
      else break
    }
  } catch (error) {
    trouble(own, error)
  } finally {
    own.busy = false
    if (own === conv) typing.hidden = true
  }
}

async function open(own) {
  try {
    const { id, token, turn } = await start(topic, identity)
    Object.assign(own, { id, token })
    show(own, turn)
  } catch (error) {
    if (error.status !== 401 || !identity || own !== conv) throw error
    // The proof of who it is ran out: a stranger until the host page sends a new one.
    identity = ''
    tell('expired')
    begin(true)
  }
}

async function deliver(own) {
  const item = own.queue[0]
  const { client_id, text, choice } = item
  try {
    const { turn } = await post(own, 'messages', { client_id, text, choice })
    own.queue.shift()
    show(own, turn)
  } catch (error) {
    // Another tab or a look was faster: what is stored decides.
    item.stale = (item.stale || 0) + 1
    if (error.status !== 409 || item.stale > 3) throw error
    await rebuild(own)
  }
}

async function runChecks(own) {
  own.stop = new AbortController()
  typing.hidden = true
  try {
    const { turn } = await look(own, own.stop.signal, (_, check) => own === conv && drawCheck(log, check))
    show(own, turn)
  } catch (error) {
    own.turn.checks = []
    if (error.status === 409) await rebuild(own)
    else if (!own.stop.signal.aborted) throw error
  }
}

function trouble(own, { status: code, message }) {
  if (own !== conv) return
  if (own.id && (code === 401 || code === 404)) {
    begin(true, own.queue.filter(item => item.text))
    return say(words.gone)
  }
  const final = code < 500 && code !== 429
  // What was refused does not stand in the way of the next message.
  if (final) own.queue.shift()
  save(own)
  const note = el('div', { className: 'problem' }, el('p', {}, message || words.failed))
  const retry = () => {
    note.remove()
    work(own, own.id && rebuild)
  }
  if (!final) note.append(el('button', { type: 'button', onclick: retry }, words.retry))
  log.append(note)
  log.lastChild.scrollIntoView({ block: 'nearest' })
}

/* Draws the conversation anew from its events: after a reload, a step back, a conflict. */
async function rebuild(own) {
  const events = await history(own)
  if (own !== conv) return
  const undone = events.filter(one => one.kind === 'undone')
  log.ariaLive = 'off'
  log.replaceChildren()
  own.said = false
  for (const one of events) {
    if (!undone.some(back => one.number >= back.back_to && one.number < back.number)) replay(own, one)
  }
  own.queue = own.queue.filter(item => !events.some(one => one.client_id === item.client_id))
  for (const item of own.queue) said(own, item)
  save(own)
  if (own.turn?.expects === 'contact') handOver(own)
  setTimeout(() => { log.ariaLive = 'polite' }, 500)
}

function replay(own, one) {
  if (one.kind === 'said' || one.kind === 'chose') said(own, one)
  if (one.kind === 'turned') show(own, one.turn, true)
  if (one.kind === 'looked') {
    const text = one.text || one.problem || one.facts.map(fact => fact.detail).join(' ')
    drawCheck(log, { id: one.check, state: one.state || (one.problem ? 'unknown' : 'seen'), text, took_ms: one.took_ms })
  }
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

function said(own, { text, label, choice }) {
  own.said = true
  lock(log, choice)
  log.append(drawSaid(text || label))
  log.lastChild.scrollIntoView({ block: 'nearest' })
}

function send(item) {
  const own = conv
  say('')
  own.queue.push({ client_id: newId(), ...item })
  save(own)
  said(own, item)
  if (item.choice === 'human') own.stop?.abort()
  work(own)
}

function rate(own, { question }) {
  const root = copy('feedback')
  root.querySelector('[data-question]').textContent = question
  feedback(root, body => post(own, 'feedback', body))
  return root
}

async function handOver(own) {
  const { turn } = own
  const { ticket } = await post(own, 'escalation', { preview: true }).catch(error => (trouble(own, error), {}))
  if (!ticket || own.turn !== turn || own !== conv) return
  below.replaceChildren(drawTicket(ticket, async changed => {
    const { reference, turn: next } = await post(own, 'escalation', { send: true, ...changed })
    show(own, next)
    tell('escalated', { reference })
  }))
}

async function undo() {
  const own = conv
  if (!own?.said) return say(words.nothing_to_undo)
  own.stop?.abort()
  own.queue = []
  try {
    await post(own, 'undo', { client_id: newId() })
    await rebuild(own)
    say(words.undone)
    work(own)
  } catch (error) {
    error.status === 409 ? work(own, rebuild) : trouble(own, error)
  }
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

addEventListener('message', ({ origin, source, data }) => {
  if (!embedded || source !== parent || origin !== host || data.type !== 'identify') return
  document.documentElement.style.setProperty('--accent', data.accent)
  identity = data.token
  if (shelf(topic, identity).key !== kept?.key) begin()
  const filled = data.draft && data.draft !== draft
  if (filled) input.value = data.draft
  draft = data.draft
  // Only where the person is already; a phone's keyboard would hide the chat.
  if ((filled || document.hasFocus()) && matchMedia('(pointer:fine)').matches) input.focus()
})
embedded ? tell('ready') : begin()

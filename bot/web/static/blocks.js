/* Draws a turn: one function a type of block. Words of people become text nodes, never HTML. */

export const words = JSON.parse(document.getElementById('words').textContent)
const lang = document.documentElement.lang
const clock = new Intl.DateTimeFormat(lang, { timeStyle: 'short' })
const date = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' })
const seconds = new Intl.NumberFormat(lang, { style: 'unit', unit: 'second', maximumFractionDigits: 1 })

export const el = (tag, props, ...kids) => {
  const node = Object.assign(document.createElement(tag), props)
  node.append(...kids.flat().filter(kid => kid))
  return node
}
export const copy = id => document.getElementById(id).content.firstElementChild.cloneNode(true)

const vh = text => el('span', { className: 'vh' }, text)
const age = at => Date.now() - new Date(at)
const when = at => (age(at) < 864e5 ? clock : date).format(new Date(at))
const list = (items, className, tag = 'ul') => el(tag, { className, role: 'list' }, items.map(item => el('li', {}, item)))
const row = (label, ...value) => value[0] && el('div', {}, el('dt', {}, label), el('dd', {}, ...value))

function source({ source, at }) {
  const stale = source === 'checked' && age(at) > 3e5
  const label = stale ? words.source_checked_at.replace('{time}', when(at)) : words[`source_${source}`]
  return el('small', { className: `from-${source}` }, label)
}

const evidence = items => list(items.map(one => [one.text, source(one)]), 'evidence')
const steps = items => list(items, 'steps', 'ol')
const path = where => where && where.split(/\s*[>›]\s*/).flatMap((step, n) => [n && ' › ', el('b', {}, step)])
const part = (title, body) => el('section', {}, el('h3', {}, title), body)

const links = items => list(items.filter(one => /^(https?:|\/)/.test(one.url)).map(one =>
  el('a', { href: one.url, target: '_blank', rel: 'noopener' }, one.label)))

const checkLine = ({ id, label }) => el('li', { check: id }, el('b', {}, label), el('div'))

const blocks = {
  text: ({ text }) => el('p', {}, text),
  list: ({ items, ordered }) => (ordered ? steps(items) : list(items, 'points')),
  checks: ({ items }) => el('ul', { className: 'checks', role: 'list' }, items.map(checkLine)),
  diagnosis: block => el('div', { className: `card ${block.certainty}` },
    el('p', { className: 'badge' }, words[`certainty_${block.certainty}`]),
    el('h2', {}, block.title),
    el('p', {}, block.meaning),
    block.evidence[0] && part(words.how_i_know, evidence(block.evidence)),
    el('dl', {}, row(words.who, block.who), row(words.where, path(block.where))),
    block.steps[0] && part(words.steps, steps(block.steps)),
    block.caution && el('p', { className: 'caution' }, el('b', {}, words.caution), ' ', block.caution),
    block.links?.[0] && links(block.links)),
  error: ({ quote, meaning, fix, who }) => el('div', { className: 'card' },
    el('h2', {}, words.error_title),
    el('blockquote', {}, quote),
    el('p', {}, meaning),
    el('dl', {}, row(words.error_fix, fix), row(words.who, who))),
  fixed: block => el('div', { className: 'card fixed' },
    el('p', { className: 'badge' }, words.fixed),
    el('h2', {}, block.text),
    evidence(block.evidence)),
  escalation: ({ text, reference }) => reference
    ? el('div', { className: 'card' }, el('p', {}, text), el('p', { className: 'reference' }, words.reference, el('strong', {}, reference)))
    : el('p', {}, text),
}

/* A turn in the log; `choose` gets the choice that was clicked. */
export function drawTurn(turn, choose, more) {
  const shapes = { ...blocks, ...more }
  const button = one => el('button', { type: 'button', choice: one.id, onclick: ({ target }) => target.ariaDisabled || choose(one) }, one.label)
  return el('div', { className: 'turn' },
    vh(words.said_by_bot),
    turn.blocks.map(block => shapes[block.type]?.(block)),
    turn.choices[0] && el('div', { className: 'choices', role: 'group', ariaLabel: words.choices }, turn.choices.map(button)))
}

export const drawSaid = text => el('div', { className: 'said' }, vh(words.said_by_you), el('p', {}, text))

const newest = log => [...log.querySelectorAll('.turn')].at(-1) || log

/* Locks the open choices. Not `disabled`: the focus must stay where it is. */
export function lock(log, picked) {
  for (const button of log.querySelectorAll('.choices button:not([aria-disabled])')) {
    button.ariaDisabled = true
    if (button.choice === picked) button.ariaPressed = true
  }
}

export function unlock(log) {
  for (const button of newest(log).querySelectorAll('.choices button')) button.ariaDisabled = button.ariaPressed = null
}

/* Shows how far a check is; a look may bring checks that its turn did not list. */
export function drawCheck(log, check) {
  const turn = newest(log)
  let line = [...turn.querySelectorAll('.checks li')].find(one => one.check === check.id)
  if (!line && !check.label) return
  if (!line) {
    line = checkLine(check)
    const checks = turn.querySelector('.checks') || turn.appendChild(blocks.checks({ items: [] }))
    checks.append(line)
  }
  line.className = check.state || 'running'
  const took = check.took_ms && el('small', {}, ' ', seconds.format(check.took_ms / 1000))
  if (check.state) line.lastChild.replaceWith(el('div', {}, vh(words[`state_${check.state}`]), check.text, took))
}

/* The hand-over: shows what will be sent, to be changed first. */
export function drawTicket(ticket, send) {
  const form = copy('ticket')
  const field = form.elements
  const problem = form.querySelector('.problem')
  const people = ['name', 'email', 'phone']
  field.summary.value = ticket.summary
  for (const one of people) field[one].value = ticket.contact[one] || ''
  form.querySelector('.subject').append(ticket.subject)
  form.querySelector('dl').append(...ticket.lines.map(one => row(one.label, one.value, one.source && source(one))))
  form.querySelector('ol').append(...ticket.transcript.map(one =>
    el('li', {}, el('b', {}, words[`who_${one.who}`] || one.who), ' ', el('small', {}, when(one.at)), el('p', {}, one.text))))
  form.onsubmit = async event => {
    event.preventDefault()
    const contact = Object.fromEntries(people.map(one => [one, field[one].value.trim()]))
    const wrong = contact.email || contact.phone ? field.email.validity.valid ? '' : words.email_wrong : words.contact_needed
    problem.textContent = wrong
    field.email.ariaInvalid = !!wrong
    if (wrong) return field.email.focus()
    field.send.disabled = true
    try {
      await send({ summary: field.summary.value, contact })
    } catch (error) {
      problem.textContent = error.message || words.failed
      field.send.disabled = false
    }
  }
  return form
}

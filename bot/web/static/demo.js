/* The demo: breaks a pretend clinic, signs its visitor in to the chat, and lets you repair it. */

import { makeRoom } from './beside.js'

const assistant = window.HearLinkAssistant
const at = id => document.getElementById(id)
// On a phone the open chat would hide the message to try.
const roomy = matchMedia('(min-width: 641px) and (min-height: 481px)')
const hints = [at('fix-hint').textContent, 'Nothing is broken here. See whether the assistant says so.']
const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' })
let organisation

const news = text => { at('news').textContent = text }

async function ask(path, body) {
  const post = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(`/sandbox/${path}`, post)
  if (!answer.ok) throw new Error(`${answer.status}`)
  return answer.json()
}

function make(tag, props, ...kids) {
  const made = Object.assign(document.createElement(tag), props)
  made.append(...kids)
  return made
}

const failed = () => news('That did not work. Please try again.')
const button = (text, onclick) =>
  make('button', { type: 'button', textContent: text, onclick: ({ currentTarget }) => onclick(currentTarget).catch(failed) })

function stage(now) {
  const names = ['pick', 'ask', 'fix']
  for (const [n, name] of names.entries()) at(`stage-${name}`).className = n < now ? 'done' : n === now ? 'now' : ''
}

/* Folds the list away once something is picked; what comes next has the room then. */
function picked(title) {
  at('picked-title').textContent = title || ''
  at('picked').hidden = !title
  at('scenarios').hidden = at('nobody').hidden = !!title
}

const XERO = { AUTHORISED: 'Yes', PAID: 'Yes', DRAFT: 'As a draft' }
const ABSENT = { Draft: 'Not yet', Cancelled: 'Left out' }

/* One of each kind is in view, the others are a click away. */
const FIRST = ['consent-expired', 'number-used-twice', 'no-hearlink-permission', 'xero-down', 'all-well']

const reached = ({ status, xero, taken }) => (xero ? XERO[xero] : taken ? 'Another one' : ABSENT[status] || 'No')

function drawInvoice(one) {
  const there = reached(one)
  return make('tr', { className: ['No', 'Another one', 'As a draft'].includes(there) ? 'wrong' : '' },
    make('th', { scope: 'row' }, one.number),
    make('td', {}, one.patient),
    make('td', { className: 'number' }, pounds.format(one.total / 100)),
    make('td', {}, make('span', { className: `pill ${one.status.toLowerCase()}` }, one.status)),
    make('td', { className: `aside ${there === 'Yes' ? 'there' : ''}` }, there))
}

const draw = invoices => at('invoices').replaceChildren(...invoices.map(drawInvoice).slice(0, 7))

async function play(scenario) {
  news('Setting up a clinic…')
  const made = await ask('organisations', { scenario: scenario.id })
  organisation = made.organisation
  picked(scenario.title)
  draw(made.invoices)
  at('clinic').textContent = made.name
  at('opening-text').textContent = scenario.opening
  at('opening').hidden = false
  at('ask-hint').hidden = true
  at('fix-hint').textContent = hints[+!scenario.faults.length]
  at('repairs').replaceChildren(...scenario.faults.map(fault => button(`Repair: ${scenario.repair}`, done => repair(scenario, fault, done))))
  stage(1)
  news(`${made.name} is ready: ${scenario.title}.`)
  assistant.identify(made.identity_token)
  if (roomy.matches) assistant.open()
  else at('stage-ask').scrollIntoView()
}

async function repair(scenario, fault, pressed) {
  if (pressed.ariaDisabled) return
  const again = await ask(`organisations/${encodeURIComponent(organisation)}/repair`, { fault })
  draw(again.invoices)
  // What the visitor may do stands in the token: the same person, perhaps with more rights.
  if (again.identity_token) assistant.identify(again.identity_token)
  pressed.ariaDisabled = 'true'
  pressed.textContent = `Repaired: ${scenario.repair}`
  stage(2)
  news('Repaired. Now tell the assistant that it is done.')
}

at('fill').onclick = () => {
  assistant.open()
  assistant.prefill(at('opening-text').textContent)
  stage(2)
}

at('copy').onclick = () =>
  navigator.clipboard.writeText(at('opening-text').textContent).then(() => news('Copied.'), failed)

at('other').onclick = () => {
  picked()
  stage(0)
  at('scenarios').querySelector('button')?.focus()
}

at('anonymous').onclick = () => {
  picked('Nobody is signed in')
  at('repairs').replaceChildren()
  stage(1)
  news('Nobody is signed in now.')
  assistant.identify(null)
  assistant.open()
}

makeRoom(assistant)

ask('scenarios').then(
  scenarios => {
    const pills = some => make('div', { className: 'pills' }, ...some.map(one => button(one.title, () => play(one))))
    const others = scenarios.filter(one => !FIRST.includes(one.id))
    const groups = [...new Set(others.map(one => one.group))]
    at('scenarios').replaceChildren(
      pills(scenarios.filter(one => FIRST.includes(one.id))),
      make('details', {},
        make('summary', {}, `${others.length} more scenarios`),
        ...groups.flatMap(group => [make('h3', {}, group), pills(others.filter(one => one.group === group))])))
  },
  () => at('scenarios').replaceChildren('The scenarios could not be loaded. Is the sandbox running?'),
)

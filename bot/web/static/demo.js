/* The demo: breaks a pretend clinic, signs its visitor in to the chat, and lets you repair it. */

const assistant = window.HearLinkAssistant
const at = id => document.getElementById(id)
// On a phone the open chat would hide the message to try.
const roomy = matchMedia('(min-width: 641px) and (min-height: 481px)')
const hints = [at('fix-hint').textContent, 'Nothing is broken here. See whether the assistant says so.']
let organisation

const news = text => { at('news').textContent = text }
const plain = fault => fault.title || fault.replaceAll('_', ' ').replace('xero', 'Xero')

async function ask(path, body) {
  const post = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(`/sandbox/${path}`, post)
  if (!answer.ok) throw new Error(`${answer.status}`)
  return answer.json()
}

function button(text, onclick) {
  const made = document.createElement('button')
  return Object.assign(made, { type: 'button', textContent: text, onclick: () => onclick(made).catch(failed) })
}

const failed = () => news('That did not work. Please try again.')

function stage(now) {
  const names = ['pick', 'ask', 'fix']
  for (const [n, name] of names.entries()) at(`stage-${name}`).className = n < now ? 'done' : n === now ? 'now' : ''
}

function press(chosen) {
  for (const one of at('scenarios').children) one.setAttribute('aria-pressed', one === chosen)
}

async function play(scenario, chosen) {
  news('Setting up a clinic…')
  const made = await ask('organisations', { scenario: scenario.id })
  organisation = made.organisation
  press(chosen)
  at('clinic').textContent = made.name
  at('opening-text').textContent = scenario.opening
  at('opening').hidden = false
  at('ask-hint').hidden = true
  at('fix-hint').textContent = hints[+!scenario.faults.length]
  at('repairs').replaceChildren(...scenario.faults.map(fault => button(`Repair: ${plain(fault)}`, done => repair(fault, done))))
  stage(1)
  news(`${made.name} is ready: ${scenario.title}.`)
  assistant.identify(made.identity_token)
  at('stage-ask').scrollIntoView({ block: roomy.matches ? 'center' : 'start' })
  if (roomy.matches) assistant.open()
}

async function repair(fault, pressed) {
  if (pressed.ariaDisabled) return
  const again = await ask(`organisations/${encodeURIComponent(organisation)}/repair`, { fault: fault.id || fault })
  // What the visitor may do stands in the token: the same person, perhaps with more rights.
  if (again.identity_token) assistant.identify(again.identity_token)
  pressed.ariaDisabled = 'true'
  pressed.textContent = `Repaired: ${plain(fault)}`
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

at('anonymous').onclick = () => {
  press(null)
  at('repairs').replaceChildren()
  stage(1)
  news('Nobody is signed in now.')
  assistant.identify(null)
  assistant.open()
}

ask('scenarios').then(
  scenarios => {
    const made = scenarios.map(one => button(one.title, chosen => play(one, chosen)))
    at('scenarios').replaceChildren(...made)
    press(null)
  },
  () => at('scenarios').replaceChildren('The scenarios could not be loaded. Is the sandbox running?'),
)

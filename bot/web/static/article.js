/* The help pages: opens the assistant in place, on one cause where one is meant, and takes feedback. */

import { makeRoom } from './beside.js'
import { feedback } from './feedback.js'

const assistant = window.HearLinkAssistant
if (assistant) makeRoom(assistant)

/* Without the assistant, or in a new tab, each link leads to the page that needs no script. */
for (const link of assistant ? document.querySelectorAll('[data-cause], #open-assistant') : []) {
  link.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const { cause: about, label } = link.dataset
    assistant.open(about && { about, label })
  }
}

const rating = document.querySelector('.rating')

/** Keeps feedback about the article; resolves to the thanks. */
async function send(body) {
  const answer = await fetch(`/api/v1/articles/${encodeURIComponent(rating.dataset.topic)}/feedback`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(answer.status)
  return (await answer.json()).message
}

/** The place beside a button for what is said about it; it stands there before it has words. */
function said(button) {
  const found = button.parentElement.querySelector('[role=status]')
  if (found) return found
  const place = document.createElement('p')
  place.setAttribute('role', 'status')
  place.tabIndex = -1
  button.after(place)
  return place
}

/** “This answers my question”: thanks take the place of the button, and its focus. */
async function answered(button) {
  const place = said(button)
  place.textContent = ''
  try {
    place.textContent = await send({ helpful: true, about: button.value })
    if (document.activeElement === button) place.focus()
    button.remove()
  } catch {
    place.textContent = rating.querySelector('[data-part="failed"]').textContent
  }
}

if (rating) {
  feedback(rating.querySelector('[data-feedback]'), send)
  const sending = new Set()
  document.getElementById('answers').onsubmit = async event => {
    event.preventDefault()
    const { submitter } = event
    if (sending.has(submitter)) return
    sending.add(submitter)
    await answered(submitter)
    sending.delete(submitter)
  }
}

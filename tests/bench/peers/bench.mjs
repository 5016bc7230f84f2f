// json-rules-engine, driven as the other engines are: one request a line, one answer a line.
// `{"laad": "<file>"}` reads rules and situations, `{"meet": <seconds>}` holds the one against the other.
// The event is asked first and by itself (`priority`), which is how this engine stops early.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Engine } from 'json-rules-engine'

const SITUATIONS_MIN = 9
const SITUATION_SECONDS = 2e-4 // what one situation takes at most, unless once takes longer
const TRIED = 36 // situations of which is told how many rules match
const STRIDE = 97 // prime to the number of situations: whoever has time for a few sees different ones
const OPERATORS = { gelijk: 'equal', ten_minste: 'greaterThanInclusive', bevat: 'contains' }

const seconds = () => Number(process.hrtime.bigint()) / 1e9

function load (scene) {
  const engine = new Engine()
  scene.regels.forEach((rule, number) => {
    const all = rule.map(({ feit, teken, waarde }) => ({
      fact: feit,
      operator: OPERATORS[teken],
      value: waarde,
      priority: feit === 'gebeurtenis' ? 2 : 1
    }))
    engine.addRule({ conditions: { all }, event: { type: String(number) } })
  })
  return engine
}

const inOrder = all => all.map((_, turn) => all[(turn * STRIDE) % all.length])

const matches = async (engine, situation) => (await engine.run(situation)).events.length

async function one (engine, situation) {
  let start = seconds()
  await matches(engine, situation)
  const repeats = Math.min(200, Math.max(1, Math.floor(SITUATION_SECONDS / (seconds() - start))))
  start = seconds()
  for (let turn = 0; turn < repeats; turn++) await matches(engine, situation)
  return (seconds() - start) / repeats
}

async function measure ({ engine, situations }, most) {
  const begin = seconds()
  const times = []
  for (const situation of inOrder(situations)) {
    if (times.length >= SITUATIONS_MIN && seconds() - begin > most) break
    times.push(await one(engine, situation))
  }
  times.sort((a, b) => a - b)
  return {
    mediaan: times[Math.floor((times.length - 1) / 2)],
    slechtste: times.at(-1),
    situaties: times.length
  }
}

let loaded
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  let answer
  if (request.laad) {
    const scene = JSON.parse(readFileSync(request.laad, 'utf8'))
    const start = seconds()
    const engine = load(scene)
    const laden = seconds() - start
    loaded = { engine, situations: scene.situaties }
    const treffers = []
    for (const situation of inOrder(scene.situaties).slice(0, TRIED)) {
      treffers.push(await matches(engine, situation))
    }
    answer = { laden, treffers }
  } else {
    answer = await measure(loaded, request.meet)
  }
  console.log(JSON.stringify(answer))
}

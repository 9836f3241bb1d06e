/**
 * One evening of several tablets, from a scenario to a report. With `steps` it does what they say; without them it is
 * an evening by chance.
 */

import { anEvening } from "./an_evening.mjs";
import { inSteps } from "./in_steps.mjs";
import { reportOf } from "./report.mjs";
import { chance } from "./time.mjs";
import { ask, readLine } from "./venue.mjs";

for (;;) {
  const scenario = JSON.parse(readLine());
  const house = await (scenario.steps ? inSteps(scenario, chance(scenario.seed)) : anEvening(scenario, chance(scenario.seed)));
  ask({ do: "report", ...reportOf(house) });
}

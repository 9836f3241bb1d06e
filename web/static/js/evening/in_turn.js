/**
 * One thing after the other: what is begun later waits until what was begun earlier is done, or has failed.
 */

/**
 * @returns {<Value>(errand: () => Promise<Value>) => Promise<Value>}
 */
export function inTurn() {
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve();
  return (errand) => {
    const mine = turn.then(errand);
    turn = mine.catch(() => undefined);
    return mine;
  };
}

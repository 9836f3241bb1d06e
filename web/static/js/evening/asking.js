/**
 * Asking: what a desk can only do with the server, because somebody else is to hear of it now: telling the hosts that
 * their attendee is here at the desk, taking back what a host has said, and printing a badge.
 *
 * @import {Keeping} from "./keeping.js"
 * @import {Network} from "./network.js"
 * @import {Outbox} from "./outbox.js"
 * @import {Person, ReprintReason} from "./types.js"
 */

import { newId } from "./ids.js";

/** What is asked of the server, and kept only when it has answered. */
export class Asking {
  /**
   * @param {object} how
   * @param {Keeping} how.keeping
   * @param {Network} how.network
   * @param {Outbox} how.outbox
   * @param {() => number} how.now this device's own time
   * @param {() => number} how.random
   */
  constructor({ keeping, network, outbox, now, random }) {
    this._keeping = keeping;
    this._network = network;
    this._outbox = outbox;
    this._now = now;
    this._random = random;
  }

  /**
   * The hosts of this attendee hear that they stand at this desk. Rejects where the server did not hear it.
   * @param {number} attendee
   */
  async tellHosts(attendee) {
    const id = this._outbox.realNumber(attendee);
    const answer = await this._network.post(`attendees/${id}/word`, { word: "at_desk" });
    await this._keeping.learn(answer.attendee);
  }

  /**
   * Take back that a host saw somebody; whether the server did. It is no scan of this tablet's own making, so it has
   * no number among them.
   * @param {Person} person
   */
  async takeBackSeen(person) {
    const at = new Date(this._now()).toISOString();
    const id = newId(this._now(), this._random);
    const scan = { id, action: "undo", undoes: person.vouch, attendee: person.id, at, via: "search" };
    const { results } = await this._network.post("scans", { scans: [scan], clock: at });
    return results[0]?.result === "done";
  }

  /**
   * Somebody's badge is printed; once more where there is a reason. Rejects where the server did not hear it.
   * @param {number} attendee
   * @param {ReprintReason | null} reason
   */
  async print(attendee, reason) {
    const whose = `attendees/${this._outbox.realNumber(attendee)}`;
    const asked = reason ? this._network.post(`${whose}/reprint`, { reason }) : this._network.post(`${whose}/print`, {});
    await this._keeping.learn((await asked).attendee);
  }

  /**
   * What a person saw at a printer that cannot tell itself whether a badge came out.
   * @param {number} job
   * @param {boolean} cameOut
   */
  async answer(job, cameOut) {
    const { attendee } = await this._network.post(`print-jobs/${job}/answer`, { came_out: cameOut });
    await this._keeping.learn(attendee);
  }
}

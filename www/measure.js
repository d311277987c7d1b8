// An experiment on the run of the page: trains as far as it asks, then has what was recorded analysed; with progress, the
// time left, and a stop that loses nothing.
import { Meter } from "./meter.js";
import { ANALYSIS_STEPS, STEPS } from "./pool/work.js";
import { Refusal } from "./protocol.js";

/** @typedef {{steps?: number, reset?: boolean, onProgress?: (progress: import("./meter.js").Progress) => void, signal?: AbortSignal, [option: string]: any}} Options */

/**
 * @param {import("./lab.js").Heavytail} lab
 * @param {(progress: (fraction: number) => void) => Promise<any>} analyse
 * @param {Options} options
 */
export async function measure(lab, analyse, { steps = STEPS, reset = true, onProgress = () => {}, signal }) {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new Refusal({ key: "call", message: `An experiment takes a whole number of steps from 1 on, not ${steps}.` });
  }
  const stepNow = () => lab.status()?.step ?? 0;
  const stopped = () => new Refusal({ key: "run", message: `Stopped at step ${stepNow()}. Nothing is lost: with reset: false it goes on from there.` });
  if (signal?.aborted) throw stopped();
  if (reset) await lab.reset();
  const from = stepNow();
  const training = Math.max(0, steps - from);
  const share = training / (training + ANALYSIS_STEPS);
  const meter = new Meter(onProgress);
  const stop = () => void lab.pause();
  signal?.addEventListener("abort", stop);
  const deaf = lab.on("status", ({ step }) => step > from && meter.report("training", share * Math.min(1, (step - from) / training)));
  try {
    if (training > 0) await lab.step(training);
    deaf();
    return await analyse((fraction) => meter.report("analysis", share + (1 - share) * fraction));
  } catch (reason) {
    throw signal?.aborted ? stopped() : reason;
  } finally {
    deaf();
    signal?.removeEventListener("abort", stop);
  }
}

// Modules that come when something first needs them.
import { Refusal } from "./protocol.js";

/** Many browsers never ask again for a module that once did not come (WHATWG HTML #6768): none is asked for while its server does not answer. */
async function answered() {
  const response = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" });
  await response.text(); // left unread, it would count as broken off
  if (!response.ok) throw new Error(response.statusText);
}

/** A module, loaded by the first call; after a failure by the next one. @template T @param {() => Promise<T>} load @returns {() => Promise<T>} */
export function lazy(load) {
  /** @type {Promise<T> | undefined} */
  let module;
  const refuse = () => {
    module = undefined;
    throw new Refusal({ key: "engine", message: "A part of the lab could not be loaded: its server does not answer. Nothing is lost; try again when it does." });
  };
  return () => (module ??= answered().then(load).catch(refuse));
}

/** What the screens are written with: Preact's elements as tagged templates, and its signals. */

import htm from "htm";
import { h } from "preact";

export const html = /** @type {(words: TemplateStringsArray, ...values: any[]) => any} */ (htm.bind(h));

export { Component, Fragment, render } from "preact";
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export { batch, computed, effect, signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";

// The theory behind E5 in a panel: maximum entropy, its identity with maximum likelihood on the run's numbers, and what is tested.
import { make, makeIn } from "../dom.js";
import { count } from "../format.js";
import { typeset } from "../symbols.js";

/** What makes an element of MathML. @param {string} tag @param {Record<string, string>} [attributes] */
const maker = (tag, attributes) => (/** @type {(Node | string)[]} */ ...children) => makeIn("math", tag, attributes, ...children);
const [mi, mn, mo, mtext, mrow, mfrac, msub, msup, msubsup, mover, munder, munderover] = ["mi", "mn", "mo", "mtext", "mrow", "mfrac", "msub", "msup", "msubsup", "mover", "munder", "munderover"].map((tag) => maker(tag));
const math = maker("math", { display: "block" });
const fence = maker("mo", { stretchy: "false" });
const [thin, wide] = ["0.2em", "1em"].map((width) => maker("mspace", { width }));
const xMin = () => msub(mi("x"), mtext("min"));
const of = (/** @type {Node[]} */ ...inside) => [fence("("), ...inside, fence(")")];

/** Each formula's parts. @type {Record<string, () => Node[]>} */
const FORMULAS = {
  entropy: () => [mi("H"), mo("="), mo("−"), msubsup(mo("∫"), xMin(), mi("∞")), mi("p"), ...of(mi("x")), mo("ln"), mi("p"), ...of(mi("x")), thin(), mi("d"), mi("x")],
  mean: () => [mi("m"), mo("="), mi("E"), mrow(mo("["), mo("ln"), mfrac(mi("x"), xMin()), mo("]"))],
  law: () => [
    ...[mi("p"), ...of(mi("x")), mo("="), mfrac(mrow(mi("α"), mo("−"), mn("1")), xMin())],
    msup(mrow(mo("("), mfrac(mi("x"), xMin()), mo(")")), mrow(mo("−"), mi("α"))),
    ...[mo(","), wide(), mi("α"), mo("="), mn("1"), mo("+"), mfrac(mn("1"), mi("m"))],
  ],
  likelihood: () => {
    const sum = munderover(mo("∑"), mrow(mi("i"), mo("="), mn("1")), mi("n"));
    const ratio = mrow(mo("("), msub(mi("x"), mi("i")), mo("/"), xMin(), mo(")"));
    return [mover(mi("α"), mo("^")), mo("="), mn("1"), mo("+"), mfrac(mi("n"), mrow(sum, mo("ln"), ratio))];
  },
  information: () => {
    const p = (/** @type {string[]} */ ...at) => msub(mi("p"), mrow(...at.map((index) => mi(index))));
    return [mi("I"), ...of(mi("Δ"), mi("w"), mo(";"), mi("a")), mo("="), munder(mo("∑"), mrow(mi("i"), mi("j"))), p("i", "j"), mo("ln"), mfrac(p("i", "j"), mrow(p("i"), p("j")))];
  },
  beta: () => [msubsup(mi("β"), mi("k"), mo("∗")), mo("="), mrow(mo("|"), msub(mi("u"), mrow(mi("k"), mo("−"), mn("1"))), mo("·"), msub(mi("u"), mi("k")), mo("|"))],
  claim: () => [msub(mi("I"), mi("k")), msubsup(mi("β"), mi("k"), mo("∗")), mo("≈"), mtext("constant")],
};

/** A formula in a line of its own, read out as `words`. @param {string} name @param {string} words */
function formula(name, words) {
  const element = math(...FORMULAS[name]());
  element.setAttribute("aria-label", words);
  return make("p", { class: "formula", tabindex: 0 }, element);
}

const text = (/** @type {string} */ words) => make("p", {}, ...typeset(words));

/** The panel. `show` puts a run's numbers into it. */
export function theoryPanel() {
  const numbers = make("div", { class: "identity" }, text("Once the experiment has run, both sides stand here with its numbers."));
  const element = make(
    "details",
    { class: "more theory" },
    make("summary", {}, "The theory, and what of it can be tested"),
    make("h3", {}, "Maximum entropy gives a power law"),
    text("Of all densities on x ≥ x_min, look for the one with the largest entropy H whose mean logarithm m is given (Jaynes 1957):"),
    formula("entropy", "H is minus the integral from x min to infinity of p of x times the logarithm of p of x"),
    formula("mean", "m is the expected logarithm of x over x min"),
    text("It is the power law, and its exponent follows from m:"),
    formula("law", "p of x is alpha minus one over x min, times x over x min to the power minus alpha, with alpha one plus one over m"),
    make("h3", {}, "An identity, not a prediction"),
    text("Put the measured mean in the place of m, and this is the maximum-likelihood estimate of a power law, for any numbers whatever, Gaussian ones too:"),
    formula("likelihood", "alpha hat is one plus n over the sum of the logarithms of x i over x min"),
    numbers,
    make("h3", {}, "What can fail"),
    text("The paper ties the exponent to information: what an update tells of the activity a that its weight reads, and how far the first principal components u of successive windows of updates agree."),
    formula("information", "I of delta w and a is the sum of p i j times the logarithm of p i j over p i p j"),
    formula("beta", "beta star of window k is the absolute value of the product of u of window k minus one with u of window k"),
    formula("claim", "I times beta star is nearly constant"),
    text("That can be false: the two must rise and fall against each other. Windows paired in random order, shuffled pairs, random directions and Gaussian updates of the same scales show what chance alone gives."),
  );
  return {
    element,
    /** @param {any} identity of a result */
    show(identity) {
      if (!identity) return numbers.replaceChildren(text("This run has too few updates after the transient for a tail."));
      const { n, meanLog, fromEntropy, fromLikelihood, distance, byChance } = identity;
      const row = (/** @type {string} */ label, /** @type {string} */ value) => make("div", {}, make("dt", {}, ...typeset(label)), make("dd", {}, value));
      const list = make(
        "dl",
        { class: "numbers", "aria-label": "The identity in this run" },
        row("updates in the top 1 %", count(n)),
        row("mean of ln(x/x_min)", meanLog.toFixed(6)),
        row("1 + 1/mean", fromEntropy.toFixed(6)),
        row("maximum likelihood", fromLikelihood.toFixed(6)),
      );
      numbers.replaceChildren(
        list,
        text(`Equal by construction. What is measured is how far the tail’s entropy falls short of the largest: ${distance.toFixed(4)} nats, its Kullback–Leibler distance from the power law. So many values of a true power law give about ${byChance.toFixed(4)}.`),
      );
    },
  };
}

// The theory behind E5 in a panel: maximum entropy, its identity with maximum likelihood on the run's numbers, and what is tested.
import { make } from "../dom.js";
import { count } from "../format.js";

const FORMULAS = {
  entropy: `<mi>H</mi><mo>=</mo><mo>−</mo><msubsup><mo>∫</mo><msub><mi>x</mi><mtext>min</mtext></msub><mi>∞</mi></msubsup><mi>p</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo><mo>ln</mo><mi>p</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo><mspace width="0.2em"/><mi>d</mi><mi>x</mi>`,
  mean: `<mi>m</mi><mo>=</mo><mi>E</mi><mrow><mo>[</mo><mo>ln</mo><mfrac><mi>x</mi><msub><mi>x</mi><mtext>min</mtext></msub></mfrac><mo>]</mo></mrow>`,
  law: `<mi>p</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo><mo>=</mo><mfrac><mrow><mi>α</mi><mo>−</mo><mn>1</mn></mrow><msub><mi>x</mi><mtext>min</mtext></msub></mfrac><msup><mrow><mo>(</mo><mfrac><mi>x</mi><msub><mi>x</mi><mtext>min</mtext></msub></mfrac><mo>)</mo></mrow><mrow><mo>−</mo><mi>α</mi></mrow></msup><mo>,</mo><mspace width="1em"/><mi>α</mi><mo>=</mo><mn>1</mn><mo>+</mo><mfrac><mn>1</mn><mi>m</mi></mfrac>`,
  likelihood: `<mover><mi>α</mi><mo>^</mo></mover><mo>=</mo><mn>1</mn><mo>+</mo><mfrac><mi>n</mi><mrow><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mo>ln</mo><mrow><mo>(</mo><msub><mi>x</mi><mi>i</mi></msub><mo>/</mo><msub><mi>x</mi><mtext>min</mtext></msub><mo>)</mo></mrow></mrow></mfrac>`,
  information: `<mi>I</mi><mo stretchy="false">(</mo><mi>Δ</mi><mi>w</mi><mo>;</mo><mi>a</mi><mo stretchy="false">)</mo><mo>=</mo><munder><mo>∑</mo><mrow><mi>i</mi><mi>j</mi></mrow></munder><msub><mi>p</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub><mo>ln</mo><mfrac><msub><mi>p</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub><mrow><msub><mi>p</mi><mi>i</mi></msub><msub><mi>p</mi><mi>j</mi></msub></mrow></mfrac>`,
  beta: `<msubsup><mi>β</mi><mi>k</mi><mo>∗</mo></msubsup><mo>=</mo><mrow><mo>|</mo><msub><mi>u</mi><mrow><mi>k</mi><mo>−</mo><mn>1</mn></mrow></msub><mo>·</mo><msub><mi>u</mi><mi>k</mi></msub><mo>|</mo></mrow>`,
  claim: `<msub><mi>I</mi><mi>k</mi></msub><msubsup><mi>β</mi><mi>k</mi><mo>∗</mo></msubsup><mo>≈</mo><mtext>constant</mtext>`,
};

/** A formula in a line of its own, read out as `words`. @param {keyof typeof FORMULAS} name @param {string} words */
function formula(name, words) {
  const line = make("p", { class: "formula", tabindex: 0 });
  line.innerHTML = `<math display="block">${FORMULAS[name]}</math>`;
  line.firstElementChild?.setAttribute("aria-label", words);
  return line;
}

const text = (/** @type {string} */ words) => make("p", {}, words);

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
      const row = (/** @type {string} */ label, /** @type {string} */ value) => make("div", {}, make("dt", {}, label), make("dd", {}, value));
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

//! The rules of the tree, read from its files: who imports whom (docs/architecture.md holds the law), where `unsafe` may
//! stand, how long a file may be, that each says what it is, and that the page fetches nothing foreign.
#![cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The most lines of a file of src/ and www/.
const LONGEST: usize = 400;

/// The one file that may hold `unsafe`.
const UNSAFE: &str = "src/linalg/kernel.rs";

/// XML namespaces: names that no browser fetches.
const NAMESPACES: [&str; 2] = ["http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"];

struct Source {
    /// From the repository's root, with slashes.
    path: String,
    text: String,
}

/// Every file under a folder of the repository, or the one file of that name.
fn sources(root: &str) -> Vec<Source> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut left: Vec<PathBuf> = vec![base.join(root)];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            left.extend(entries.map(|entry| entry.expect("a folder that was just opened").path()));
            continue;
        }
        let name = path.strip_prefix(base).expect("it lies in the repository").to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        found.push(Source { path: name, text });
    }
    assert!(!found.is_empty(), "{root} holds no file");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The code that ships: without comment lines, and without the tests at a file's end; after them nothing else may come.
fn shipped(text: &str) -> String {
    let (code, tests) = text.split_once("#[cfg(test)]").unwrap_or((text, ""));
    let item = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    let others = tests.lines().filter(item).count() - tests.matches("\n#[cfg(test)]").count();
    assert!(others <= 1, "something that ships stands behind a test:\n{tests}");
    code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| line.to_owned() + "\n").collect()
}

/// Where a file's code stands in the crate: src/text/corpus.rs → ["text", "corpus"].
fn module(path: &str) -> Vec<String> {
    let name = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    name.split('/').filter(|part| *part != "lib").map(String::from).collect()
}

/// Every path of the crate that some code of a module names, written out from the crate's root: "rng::Rng".
fn named_paths(module: &[String], code: &str) -> Vec<String> {
    let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut paths = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let mut rest = &code[at..];
            let mut from = match rest.strip_prefix("crate::") {
                Some(after) => {
                    rest = after;
                    Vec::new()
                }
                None => module.to_vec(),
            };
            while let Some(after) = rest.strip_prefix("super::") {
                from.pop();
                rest = after;
            }
            branches(from.join("::"), rest, &mut paths);
        }
    }
    paths
}

/// Adds what a path or the tree of a `use` names; returns what follows it.
fn branches<'a>(prefix: String, tree: &'a str, paths: &mut Vec<String>) -> &'a str {
    if let Some(mut rest) = tree.strip_prefix('{') {
        loop {
            rest = rest.trim_start_matches([' ', ',']);
            if rest.is_empty() || rest.starts_with('}') {
                return rest.get(1..).unwrap_or_default();
            }
            let before = rest.len();
            rest = branches(prefix.clone(), rest, paths);
            // An alias ("as name") or a "*" belongs to the branch before it.
            rest = rest.trim_start_matches(|c| c != ',' && c != '}');
            assert!(rest.len() < before, "a tree of imports that this test cannot read: {tree}");
        }
    }
    let end = tree.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(tree.len());
    let (name, rest) = tree.split_at(end);
    let path = [prefix.as_str(), name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("::");
    match rest.strip_prefix("::") {
        Some(deeper) => branches(path, deeper, paths),
        None => {
            paths.push(path);
            rest
        }
    }
}

type Law = BTreeMap<String, Vec<String>>;

/// The table under "## The import law": who may import what, names in backticks.
fn law() -> Law {
    let text = &sources("docs/architecture.md")[0].text;
    let section = text.split("\n## ").find(|part| part.starts_with("The import law")).expect("the law has its section");
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(String::from).collect::<Vec<_>>();
    let mut law = Law::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split('|').collect();
        for name in names(cells[1]) {
            assert!(law.insert(name.clone(), names(cells[2])).is_none(), "the law has two rows for {name}");
        }
    }
    law
}

/// What code of a module imports against the law.
fn breaches(law: &Law, module: &[String], code: &str) -> Vec<String> {
    let Some(own) = module.first() else {
        return named_paths(module, code); // lib.rs only lists the modules
    };
    let allowed = law.get(own).unwrap_or_else(|| panic!("the law has no row for {own}"));
    let within = |path: &str, name: &String| path == name || path.starts_with(&format!("{name}::"));
    let fits = |path: &String| within(path, own) || allowed.iter().any(|name| within(path, name));
    named_paths(module, code).into_iter().filter(|path| !fits(path)).collect()
}

#[test]
fn every_module_imports_only_what_the_law_allows() {
    let law = law();
    let files: Vec<Source> = sources("src").into_iter().filter(|file| !file.path.ends_with("/tests.rs")).collect();
    for file in &files {
        let breaches = breaches(&law, &module(&file.path), &shipped(&file.text));
        assert!(breaches.is_empty(), "{} imports {breaches:?}, against the law of docs/architecture.md", file.path);
    }
    let modules: Vec<Vec<String>> = files.iter().map(|file| module(&file.path)).collect();
    for (name, allowed) in &law {
        assert!(modules.iter().any(|module| module.first() == Some(name)), "the law's {name} does not exist");
        assert!(!allowed.iter().any(|name| name.starts_with("web")), "nothing imports web, and {name} may");
    }
}

#[test]
fn a_breach_of_the_law_is_seen_in_every_form() {
    let law = Law::from([("text".into(), vec!["rng".into(), "train::StepView".into()])]);
    let breach = |code: &str| breaches(&law, &module("src/text/corpus.rs"), &shipped(code)).join(" ");
    assert_eq!(
        breach("use crate::rng::Rng; use super::Vocabulary; use crate::text::{self, facts}; crate::train::StepView"),
        ""
    );
    assert_eq!(breach("use crate::model::Model;"), "model::Model");
    assert_eq!(breach("let x: crate::web::Lab;"), "web::Lab");
    assert_eq!(
        breach("use crate::{\n    rng::{Rng, Purpose as P},\n    web::{*, bench::Bench},\n    error,\n};"),
        "web web::bench::Bench error"
    );
    assert_eq!(breach("use super::super::plot;"), "plot");
    assert_eq!(breach("use crate::train::Trainer;"), "train::Trainer");
    assert_eq!(breach("use crate::train::{StepViews, StepView};"), "train::StepViews");
    assert_eq!(breach("// crate::web\n/// [`crate::web`]\n#[cfg(test)]\nmod tests { use crate::web; }"), "");
}

#[test]
fn unsafe_code_stands_in_one_file() {
    let allows = |file: &Source| shipped(&file.text).contains("(unsafe_code)");
    let found: Vec<String> = sources("src").into_iter().filter(allows).map(|file| file.path).collect();
    assert_eq!(found, ["src/lib.rs", UNSAFE], "lib.rs denies it, and one file allows it");
    assert!(sources("src/lib.rs")[0].text.contains("\n#![deny(unsafe_code)]\n"));
}

#[test]
fn every_file_is_short_and_says_what_it_is() {
    for file in sources("src").into_iter().chain(sources("www")) {
        let lines = file.text.lines().count();
        assert!(
            lines <= LONGEST,
            "{} has {lines} lines, more than {LONGEST}: a part of it wants a file of its own",
            file.path
        );
        let opening = match file.path.rsplit('.').next() {
            Some("rs") => "//! ",
            Some("js") => "// ",
            Some("css") => "/* ",
            _ => panic!("{}: what kind of source is this?", file.path),
        };
        let says = file
            .text
            .strip_prefix(opening)
            .is_some_and(|rest| rest.lines().next().is_some_and(|line| line.len() >= 15));
        assert!(says, "{} must say in its first line what it is, after \"{opening}\"", file.path);
    }
}

/// Addresses elsewhere, other than the links that a person clicks.
fn foreign(text: &str) -> Vec<&str> {
    let rest = NAMESPACES.iter().fold(text.to_string(), |rest, name| rest.replace(name, &" ".repeat(name.len())));
    let link = |at: usize| rest[..at].ends_with("<a href=\"https") || rest[..at].ends_with("<a href=\"http");
    let absolute = rest.match_indices("://").map(|(at, _)| at).filter(|&at| !link(at));
    let relative =
        ["\"//", "'//", "`//", "(//"].into_iter().flat_map(|mark| rest.match_indices(mark).map(|(at, _)| at));
    let line = |at: usize| text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    absolute.chain(relative).map(|at| text[line(at)..].lines().next().unwrap_or_default()).collect()
}

#[test]
fn the_page_fetches_nothing_from_elsewhere() {
    for file in sources("index.html").into_iter().chain(sources("www")) {
        assert_eq!(foreign(&file.text), [""; 0], "{}", file.path);
    }
    let seen =
        ["<script src=\"https://a.b/c.js\">", "import \"//a.b/c.js\"", "url(//a.b/c.woff)", "fetch(`wss://${a}`)"];
    for text in seen {
        assert_eq!(foreign(text), [text]);
    }
    assert_eq!(foreign("<a href=\"https://doi.org/10.1\">; xmlns='http://www.w3.org/2000/svg'"), [""; 0]);
}

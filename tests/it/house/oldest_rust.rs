//! The oldest Rust that Cargo.toml names is enough for every dependency, as far as these say what they need. That it is
//! enough for all of the code is shown by the tests themselves, which `.ci/run` runs with it.

use std::process::Command;

use serde_json::Value;

/// What a program prints.
fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Major, minor and patch of a Rust version, as far as it has them.
fn version(text: &str) -> Vec<u32> {
    text.split('.').map(|number| number.parse().unwrap()).collect()
}

#[test]
fn no_dependency_needs_a_newer_rust_than_we_say() {
    let rustc = output("rustc", &["-vV"]);
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // For this platform alone: the crates of others need not be here.
    let metadata = output(
        env!("CARGO"),
        &["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host],
    );
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let ours = version(env!("CARGO_PKG_RUST_VERSION"));
    let needs: Vec<(&str, &str)> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|package| Some((package["name"].as_str()?, package["rust_version"].as_str()?)))
        .collect();
    assert!(needs.len() > 50, "{needs:?}");
    let newer: Vec<_> = needs.iter().filter(|(_, needed)| version(needed) > ours).collect();
    assert!(newer.is_empty(), "{newer:?} need more than Rust {ours:?}");
}

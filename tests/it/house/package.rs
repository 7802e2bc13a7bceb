//! What is published: the files of the crate, the version, and the address, which is not known yet.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The files of the crate as `cargo publish` would send it.
fn packaged() -> Vec<String> {
    let listed = Command::new(env!("CARGO")).args(["package", "--list", "--allow-dirty"]).output().unwrap();
    let files = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    files.lines().map(|file| file.replace('\\', "/")).collect()
}

/// The files below a folder.
fn below(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| below(folder.to_str().unwrap())));
    files
}

#[test]
fn the_crate_holds_what_users_need_and_nothing_else() {
    let files = packaged();
    assert!(files.len() < 300, "{} files", files.len());
    for needed in ["README.md", "LICENSE", "CHANGELOG.md", "Cargo.lock", "src/main.rs", "docs/json.md"] {
        assert!(files.iter().any(|file| file == needed), "{needed}");
    }
    let kept_out = ["tests/bad", "tests/it", "tests/cmd", "fuzz", "scripts", ".ci", ".github"];
    let strays: Vec<&String> =
        files.iter().filter(|file| kept_out.iter().any(|folder| file.starts_with(folder))).collect();
    assert!(strays.is_empty(), "{strays:?}");
}

#[test]
fn whatever_the_sources_hold_of_other_files_is_in_the_crate() {
    let files = packaged();
    let mut held = 0;
    for source in below("src") {
        let text = fs::read_to_string(&source).unwrap();
        for rest in ["include_str!(\"", "include_bytes!(\""].iter().flat_map(|call| text.split(call).skip(1))
        {
            let path = source.parent().unwrap().join(rest.split('"').next().unwrap());
            let path = fs::canonicalize(&path).unwrap_or_else(|_| panic!("{}: {path:?}", source.display()));
            let path =
                path.strip_prefix(fs::canonicalize(".").unwrap()).unwrap().to_str().unwrap().to_owned();
            assert!(files.contains(&path), "{} reads {path}", source.display());
            held += 1;
        }
    }
    assert!(held > 3, "{held}");
}

#[test]
fn the_wheel_has_the_version_of_the_crate() {
    let project = fs::read_to_string("pyproject.toml").unwrap();
    assert!(project.contains("\ndynamic = [\"version\"]\n") && !project.contains("\nversion"), "{project}");
    assert!(project.contains(&format!("description = \"{}\"", env!("CARGO_PKG_DESCRIPTION"))));
}

#[test]
fn the_changelog_begins_with_this_version_and_its_date() {
    let changelog = fs::read_to_string("CHANGELOG.md").unwrap();
    let heading = changelog.lines().find_map(|line| line.strip_prefix("## ")).unwrap();
    let date = heading.strip_prefix(&format!("{VERSION} - ")).unwrap_or_else(|| panic!("{heading}"));
    let parts: Vec<usize> = date.split('-').map(str::len).collect();
    assert!(parts == [4, 2, 2] && date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'), "{date}");
}

/// Pages, workflows and what else names addresses and versions.
fn texts() -> Vec<PathBuf> {
    let folders = ["docs", "examples", ".github", ".ci", "scripts"];
    let files = ["README.md", "CONTRIBUTING.md", "action.yml", "pyproject.toml", ".pre-commit-hooks.yaml"];
    let texts = folders.iter().flat_map(|folder| below(folder)).chain(files.map(PathBuf::from));
    texts.filter(|path| fs::read_to_string(path).is_ok()).collect()
}

/// The address is a placeholder until there is one. It stands where it is needed: in Cargo.toml, and in the workflow that
/// is there to be copied.
#[test]
fn there_is_one_placeholder_for_the_address() {
    let named = |path: &&PathBuf| fs::read_to_string(path).unwrap().contains(env!("CARGO_PKG_REPOSITORY"));
    let texts = texts();
    let found: Vec<&Path> = texts.iter().filter(named).map(PathBuf::as_path).collect();
    assert_eq!(found, [Path::new("examples/repository/.github/workflows/jobs.yml")]);
}

#[test]
fn nothing_refers_to_a_tag_that_there_may_not_be() {
    for path in texts() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&format!("v{VERSION}")), "{}", path.display());
    }
}

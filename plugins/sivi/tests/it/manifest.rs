//! plugin.toml says what the connector does.

use plugins_sivi::message::fields::FIELDS;
use plugins_sivi::{INTAKE, INTAKE_VERSION, Sivi, processed};
use sdk_connector::Connector;
use toml::Table;

fn manifest() -> Table {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/plugin.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

#[test]
fn its_fields_are_those_that_the_reader_gives() {
    let manifest = manifest();
    let intake = &manifest["intake"][0];
    let listed: Vec<String> =
        intake["fields"].as_array().unwrap().iter().map(|f| f.as_str().unwrap().into()).collect();
    let given: Vec<String> = FIELDS.iter().map(|field| field.declaration()).collect();
    assert_eq!(listed, given);
    assert_eq!(intake["kind"].as_str(), Some(INTAKE));
    assert_eq!(intake["version"].as_integer(), Some(i64::from(INTAKE_VERSION)));
    assert_eq!(manifest["document"][0]["kind"].as_str(), Some(processed::KIND));
}

#[test]
fn it_names_the_connector_as_the_connector_does() {
    let (manifest, about) = (manifest(), Sivi::about());
    assert_eq!(manifest["name"].as_str(), Some(about.name.as_str()));
    assert_eq!(manifest["version"].as_str(), Some(about.version.as_str()));
}

#[test]
fn no_two_fields_have_one_name() {
    let mut names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FIELDS.len());
}

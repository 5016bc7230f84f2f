//! plugin.toml says what the connector does.

use std::collections::BTreeSet;

use plugins_digipoort::Digipoort;
use plugins_digipoort::document::{INTAKE, INTAKE_VERSION};
use sdk_connector::Connector;
use toml::Table;

use crate::receiving::intakes;
use crate::samples::{METADATA, PDF, message, with_metadata_xml};

fn manifest() -> Table {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/plugin.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

#[test]
fn its_fields_are_those_of_a_record() {
    let manifest = manifest();
    let intake = &manifest["intake"][0];
    let fields = intake["fields"].as_array().unwrap();
    let listed: BTreeSet<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
    let record = intakes(&message("K-1", &with_metadata_xml(METADATA, &[PDF]))).remove(0);
    let given = record.fields.as_object().unwrap();
    assert_eq!(listed, given.keys().map(String::as_str).collect());
    assert_eq!(intake["kind"].as_str(), Some(INTAKE));
    assert_eq!(intake["version"].as_integer(), Some(i64::from(INTAKE_VERSION)));
}

#[test]
fn it_names_the_connector_as_the_connector_does() {
    let (manifest, about) = (manifest(), Digipoort::about());
    assert_eq!(manifest["name"].as_str(), Some(about.name.as_str()));
    assert_eq!(manifest["version"].as_str(), Some(about.version.as_str()));
}

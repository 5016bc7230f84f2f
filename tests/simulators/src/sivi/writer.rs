//! Writing `Verzuimmeldingen` 2022 to any sink: every element in its place, in its form.

use std::io::{Result, Write};

use jiff::civil::{Date, Time};
use quick_xml::escape::escape;

use super::absence::Melding;
use super::people::{Werkgever, Werknemer};

const NAMESPACE: &str = "http://www.sivi.org/Verzuimmanagement/Verzuimmeldingen/2022";

/// The header of a message.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    /// Berrefnr.
    pub berrefnr: String,
    /// AandatBr.
    pub date: Date,
    /// AantijdBr.
    pub time: Time,
    /// TestJN.
    pub test: bool,
    /// OntvngstbevJN.
    pub acknowledge: bool,
}

/// A message on its way to a sink.
pub(crate) struct Writer<W> {
    sink: W,
    depth: usize,
}

impl<W: Write> Writer<W> {
    /// Begins a message.
    pub(crate) fn begin(sink: W, envelope: &Envelope) -> Result<Writer<W>> {
        let mut writer = Writer { sink, depth: 0 };
        writer.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writer.line(&format!("<Verzuimmeldingen xmlns=\"{NAMESPACE}\">"))?;
        writer.depth = 1;
        writer.open("BrAlg")?;
        writer.value("BrCd", "00100")?;
        writer.value("VnrBrCd", "00010")?;
        writer.value("AandatBr", &envelope.date.to_string())?;
        writer.value("AantijdBr", &envelope.time.strftime("%H:%M:%S").to_string())?;
        writer.value("IdInzndr", "VERZEKERINGSINZICHT")?;
        writer.value("GebrSwPakket", "VerzekeringsInzicht")?;
        writer.value("IdOntvngr", "SCHAKEL")?;
        writer.value("Berrefnr", &envelope.berrefnr)?;
        writer.value("TestJN", yes_no(envelope.test))?;
        writer.value("OntvngstbevJN", yes_no(envelope.acknowledge))?;
        writer.close("BrAlg")?;
        Ok(writer)
    }

    /// Begins an employer; its employees follow.
    pub(crate) fn begin_werkgever(&mut self, werkgever: &Werkgever) -> Result<()> {
        self.open("Wrkgvr")?;
        self.value("HndlsnmOrg", &werkgever.naam)?;
        self.value("InschrijvingsnrKvK", &werkgever.kvk)?;
        self.value("IdWrkgvrArbdnst", &werkgever.relatienummer)?;
        self.value("AansltnrGeguitwlngArbdnst", &werkgever.aansluitnummer)?;
        self.value("Lhnr", &werkgever.lhnr)
    }

    /// Ends the employer.
    pub(crate) fn end_werkgever(&mut self) -> Result<()> {
        self.close("Wrkgvr")
    }

    /// An employee with reports on one employment.
    pub(crate) fn werknemer(&mut self, werknemer: &Werknemer, meldingen: &[Melding]) -> Result<()> {
        self.open("Wrknmr")?;
        self.value("SofiNr", werknemer.bsn.trim_start_matches('0'))?; // a number on the wire
        self.value("Gebdat", &werknemer.geboortedatum.to_string())?;
        self.value("SignNm", werknemer.achternaam)?;
        self.value("Voorl", werknemer.voorletters)?;
        if !werknemer.voorvoegsel.is_empty() {
            self.value("Voorv", werknemer.voorvoegsel)?;
        }
        self.value("Roepnaam", werknemer.roepnaam)?;
        self.value("NmvrkrCd", "01")?;
        self.value("GslchtCd", werknemer.geslacht)?;
        self.value("IdWrknmr", &werknemer.id)?;
        self.open("Com")?;
        self.value("SrtComCd", "05")?;
        self.value("NrCom", "0600000000")?;
        self.close("Com")?;
        self.dienstverband(werknemer, meldingen)?;
        self.close("Wrknmr")
    }

    fn dienstverband(&mut self, werknemer: &Werknemer, meldingen: &[Melding]) -> Result<()> {
        let (code, name) = werknemer.afdeling;
        self.open("Dnstvbnd")?;
        self.value("IdDnstvbnd", &format!("DV{}", werknemer.persnr))?;
        self.value("Ingdat", &werknemer.in_dienst.to_string())?;
        self.value("PersNr", &werknemer.persnr)?;
        self.value("NmFnct", werknemer.functie)?;
        self.value("NmOrgeenh", name)?;
        self.value("OrgeenhCd", code)?;
        self.value("CdBepTd", "O")?;
        self.value("AantCtrcturenPWk", &hundredths(werknemer.uren))?;
        self.value("AantUNormWk", "40.00")?;
        for melding in meldingen {
            self.melding(melding)?;
        }
        self.contactpersoon()?;
        self.close("Dnstvbnd")
    }

    fn melding(&mut self, melding: &Melding) -> Result<()> {
        self.open("Vrzm")?;
        self.value("VrwrkCd", melding.verwerking)?;
        self.value("IngdatMutVrzm", &melding.ingang.to_string())?;
        if let Some(oud) = melding.ingang_oud {
            self.value("IngdatMutVrzmOud", &oud.to_string())?;
        }
        self.value("VrzmgvlId", &melding.geval)?;
        self.value("VrzmgvlVnrMld", &melding.volgnummer.to_string())?;
        self.value("EndVrzmJN", yes_no(melding.hersteld.is_some()))?;
        self.value("DatVrzmWrkgvr", &melding.ingang.to_string())?;
        self.value("DatEerstVrzmdg", &melding.eerste_dag.to_string())?;
        if let Some(hersteld) = melding.hersteld {
            self.value("DatHrstld", &hersteld.to_string())?;
        }
        self.value("PrcVrzm", &hundredths(melding.percentage * 100))?;
        self.value("OorzkVrzmCd", melding.oorzaak)?;
        self.value("VngntJN", melding.vangnet)?;
        self.contactpersoon()?;
        self.close("Vrzm")
    }

    /// The standard wants one on every employment and on every report.
    fn contactpersoon(&mut self) -> Result<()> {
        self.open("Cntprsn")?;
        self.value("Achternaam", "Personeelszaken")?;
        self.value("RolCntprsnCd", "01")?;
        self.open("Com")?;
        self.value("SrtComCd", "10")?;
        self.value("NrCom", "verzuim@werkgever.example")?;
        self.close("Com")?;
        self.close("Cntprsn")
    }

    /// Ends the message and gives back the sink.
    pub(crate) fn end(mut self) -> Result<W> {
        self.close("Verzuimmeldingen")?;
        self.sink.flush()?;
        Ok(self.sink)
    }

    fn open(&mut self, tag: &str) -> Result<()> {
        self.line(&format!("<{tag}>"))?;
        self.depth += 1;
        Ok(())
    }

    fn close(&mut self, tag: &str) -> Result<()> {
        self.depth = self.depth.saturating_sub(1);
        self.line(&format!("</{tag}>"))
    }

    fn value(&mut self, tag: &str, value: &str) -> Result<()> {
        self.line(&format!("<{tag}>{}</{tag}>", escape(value)))
    }

    fn line(&mut self, line: &str) -> Result<()> {
        writeln!(self.sink, "{:indent$}{line}", "", indent = self.depth * 2)
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "J" } else { "N" }
}

/// Two decimals and a point, always.
fn hundredths(value: u32) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

//! `Verzuimmeldingen`, edition 2022 (BrCd 00100, VnrBrCd 00010).
//!
//! Source: the structure table of SIVI's release WA 2022 (195 elements). The value sets are SIVI's;
//! their meanings are not published and play no part here.

use super::Format::{
    self, Code, Date, Decimal, Exact, ExactLetters, Letters, Number, Percentage, Text, Time,
};
use super::{Group, group, may, must};

const JN: Format = Code(&["J", "N"]);
const JNO: Format = Code(&["J", "N", "O"]);
const SEX: Format = Code(&["M", "O", "V"]);
const UNBOUNDED: u32 = u32::MAX;

/// The header of every message.
pub static BR_ALG: Group = Group {
    name: "BrAlg",
    elements: &[
        must("BrCd", Code(&["00100"])),
        must("VnrBrCd", Code(&["00010"])),
        must("AandatBr", Date),
        must("AantijdBr", Time),
        must("IdInzndr", Text(40)),
        must("GebrSwPakket", Text(35)),
        must("IdOntvngr", Text(40)),
        must("Berrefnr", Text(512)),
        must("TestJN", JN),
        must("OntvngstbevJN", JN),
    ],
};

/// The message as a whole; its root tag may differ (see `edition`).
pub static MESSAGE: Group = Group {
    name: "Verzuimmeldingen",
    elements: &[group(1, 1, &BR_ALG), group(0, 1, &ADM_KANTOOR), group(1, UNBOUNDED, &WRKGVR)],
};

static ADM_KANTOOR: Group = Group {
    name: "AdmKantoor",
    elements: &[
        must("HndlsnmOrg", Text(100)),
        may("InschrijvingsnrKvK", Number(8)),
        may("VestigingsnrHandelsregister", Number(12)),
    ],
};

/// Employer.
pub static WRKGVR: Group = Group {
    name: "Wrkgvr",
    elements: &[
        must("HndlsnmOrg", Text(100)),
        may("InschrijvingsnrKvK", Number(8)),
        may("VestigingsnrHandelsregister", Number(12)),
        must("IdWrkgvrArbdnst", Text(40)),
        must("AansltnrGeguitwlngArbdnst", Text(70)),
        may("IdWrkgvrUWV", Text(40)),
        may("Lhnr", Text(12)),
        may("IndERDWGA", JN),
        may("IndERDZW", JN),
        group(0, 9, &WRKGVR_STR_ADR_NL),
        group(0, 9, &PBADRS_NL),
        group(0, 9, &BUSINESS_COM),
        group(0, 9, &CNTPRSN),
        group(1, UNBOUNDED, &WRKNMR),
    ],
};

static WRKGVR_STR_ADR_NL: Group = Group {
    name: "StrAdrNl",
    elements: &[
        must("SrtAdrsCd", Code(&["01", "02", "03", "05"])),
        may("Ingdat", Date),
        may("Enddat", Date),
        must("Pc", Exact(6)),
        must("Wnpl", Text(24)),
        may("StraatLang", Text(80)),
        must("Huisnr", Number(5)),
        may("HuisToev", Text(4)),
    ],
};

static PBADRS_NL: Group = Group {
    name: "PbadrsNl",
    elements: &[
        may("Ingdat", Date),
        may("Enddat", Date),
        must("Pc", Exact(6)),
        must("Wnpl", Text(24)),
        must("Pbnr", Number(5)),
    ],
};

/// How an employer or a contact person is reached.
static BUSINESS_COM: Group = Group {
    name: "Com",
    elements: &[must("SrtComCd", Code(&["06", "08", "10"])), must("NrCom", Text(512))],
};

static CNTPRSN: Group = Group {
    name: "Cntprsn",
    elements: &[
        may("IdWrknmr", Text(40)),
        may("Persnr", Text(35)),
        must("Achternaam", Text(200)),
        may("Voorl", Letters(6)),
        may("Roepnaam", Letters(35)),
        may("GslchtCd", SEX),
        must("RolCntprsnCd", Code(&["01", "02", "03", "04", "05"])),
        group(1, 9, &BUSINESS_COM),
    ],
};

/// Employee.
pub static WRKNMR: Group = Group {
    name: "Wrknmr",
    elements: &[
        may("IngdatMut", Date),
        may("SofiNr", Number(9)),
        must("Gebdat", Date),
        may("Overldat", Date),
        must("SignNm", Text(200)),
        must("Voorl", Letters(6)),
        may("Voorv", Letters(10)),
        may("Roepnaam", Letters(35)),
        may("TitVNm", Text(35)),
        may("TitANm", Text(35)),
        must("NmvrkrCd", Code(&["01", "02", "03", "04"])),
        must("GslchtCd", SEX),
        may("NivOpldngCd", Code(&["01", "02", "03", "04", "05", "06", "07", "99"])),
        must("IdWrknmr", Text(40)),
        may("IdWrknmrOud", Text(40)),
        group(0, 1, &BNK_GIRO),
        group(0, 1, &PRTNR),
        group(0, 9, &WRKNMR_STR_ADR_NL),
        group(0, 9, &STR_ADR_BL),
        group(0, 9, &WRKNMR_COM),
        group(1, 99, &DNSTVBND),
    ],
};

static BNK_GIRO: Group =
    Group { name: "BnkGiro", elements: &[may("Iban", Text(34)), may("Bic", Text(11))] };

static PRTNR: Group =
    Group { name: "Prtnr", elements: &[must("SignNm", Text(200)), may("Voorv", Letters(10))] };

static WRKNMR_STR_ADR_NL: Group = Group {
    name: "StrAdrNl",
    elements: &[
        must("SrtAdrsCd", Code(&["01", "06"])),
        may("SrtVrplgadrsCd", Code(&["01", "02", "03", "99"])),
        may("NmVrpladrs", Text(70)),
        may("Ingdat", Date),
        may("Enddat", Date),
        must("Pc", Exact(6)),
        must("Wnpl", Text(24)),
        may("StraatLang", Text(80)),
        must("Huisnr", Number(5)),
        may("HuisToev", Text(4)),
    ],
};

static STR_ADR_BL: Group = Group {
    name: "StrAdrBl",
    elements: &[
        must("SrtAdrsCd", Code(&["01", "06"])),
        may("SrtVrplgadrsCd", Code(&["01", "02", "03", "99"])),
        may("NmVrpladrs", Text(70)),
        may("Ingdat", Date),
        may("Enddat", Date),
        may("LocomsBtl", Text(35)),
        may("PcBtl", Text(9)),
        must("WnplBtl", Text(24)),
        may("RegBtl", Text(24)),
        must("LandCd", ExactLetters(2)),
        may("Landnm", Text(40)),
        may("StraatLang", Text(80)),
        must("HuisnrBtl", Text(9)),
    ],
};

static WRKNMR_COM: Group = Group {
    name: "Com",
    elements: &[
        must("SrtComCd", Code(&["05", "06", "07", "08", "09", "10"])),
        must("NrCom", Text(512)),
    ],
};

/// Employment.
pub static DNSTVBND: Group = Group {
    name: "Dnstvbnd",
    elements: &[
        may("IngdatMut", Date),
        must("IdDnstvbnd", Text(40)),
        may("IdDnstvbndOud", Text(40)),
        must("Ingdat", Date),
        may("Enddat", Date),
        may("RdEndDnstvbndCd", Code(&["01", "03", "05", "06", "08", "09", "10", "99"])),
        may("PersNr", Text(35)),
        may("PersNrOud", Text(35)),
        may("CntrnrArbdnst", Text(40)),
        may("SrtDnstvbndCd", Code(&["04", "05", "07", "20", "21", "22", "23", "24"])),
        may("Fnctcd", Text(15)),
        may("NmFnct", Text(35)),
        may("NmOrgeenh", Text(70)),
        must("OrgeenhCd", Text(70)),
        may("OndOrgeenhCd", Text(70)),
        may("OndOrgeenhCdNm", Text(70)),
        may("PcStandplts", Text(9)),
        may("OmsStandplts", Text(70)),
        may("VrdlngCd", Text(35)),
        may("CdBepTd", Code(&["B", "O"])),
        may("AantCtrcturenPWk", Decimal(3)),
        may("AantUNormWk", Decimal(4)),
        may("SrtVarWrktdCd", Code(&["01", "02", "03", "04"])),
        may("AantLnwchtdgn", Number(3)),
        may("PrcLndrbtng", Decimal(4)),
        group(0, 1, &ARBEIDSRELATIE),
        group(0, 9, &KOSTENPLAATS),
        group(1, 99, &VRZM),
        group(1, 9, &CNTPRSN),
    ],
};

static ARBEIDSRELATIE: Group = Group {
    name: "Arbeidsrelatie",
    elements: &[
        must("IdArbeidsrelatie", Text(40)),
        may("IdArbeidsrelatieOud", Text(40)),
        may("PersNr", Text(35)),
        may("PersNrOud", Text(35)),
        must("Ingdat", Date),
        may("IngdatMut", Date),
        may("Enddat", Date),
        must("AantCtrcturenPWk", Decimal(3)),
    ],
};

static KOSTENPLAATS: Group = Group {
    name: "Kostenplaats",
    elements: &[
        may("Ingdat", Date),
        may("IngdatMut", Date),
        may("Enddat", Date),
        must("NmKostenplaats", Text(70)),
        must("KostenplaatsCd", Text(70)),
        may("OndKostenplaatsCd", Text(70)),
        may("OndKostenplaatsNm", Text(70)),
    ],
};

/// One report on an absence.
pub static VRZM: Group = Group {
    name: "Vrzm",
    elements: &[
        must("VrwrkCd", Code(&["01", "02", "03", "04", "05"])),
        must("IngdatMutVrzm", Date),
        may("IngdatMutVrzmOud", Date),
        must("VrzmgvlId", Text(40)),
        may("VrzmgvlIdOud", Text(40)),
        must("VrzmgvlVnrMld", Number(3)),
        must("EndVrzmJN", JN),
        may("DatVrzmWrkgvr", Date),
        must("DatEerstVrzmdg", Date),
        may("DatEerstVrzmdgOud", Date),
        may("DatHrstld", Date),
        may("DatHrstldWrkgvr", Date),
        may("DatVrwHrstl", Date),
        must("PrcVrzm", Percentage),
        may("BijzRdnStartVrzmCd", Code(&["01", "02", "03", "04"])),
        must("OorzkVrzmCd", Code(&["10", "11", "99"])),
        must("VngntJN", JNO),
        may(
            "RdnEndVrzmCd",
            Code(&["01", "03", "04", "05", "07", "08", "09", "10", "11", "12", "99"]),
        ),
        may("WAZOCd", Code(&["01", "02", "03"])),
        may("PrcArbther", Percentage),
        group(1, 9, &CNTPRSN),
        group(0, 99, &ACTIE),
        group(0, 99, &VR_TKST),
    ],
};

static ACTIE: Group = Group {
    name: "Actie",
    elements: &[must("ActieCd", Code(&["01", "02", "03", "04", "05", "08", "13"]))],
};

static VR_TKST: Group = Group { name: "VrTkst", elements: &[must("VrijeTekst", Text(512))] };

#[cfg(test)]
mod tests {
    use super::super::Content;
    use super::*;

    fn elements(group: &Group) -> usize {
        let below: usize = group
            .elements
            .iter()
            .map(|element| match element.content {
                Content::Value(_) => 1,
                Content::Group(group) => elements(group),
            })
            .sum();
        1 + below
    }

    #[test]
    fn it_has_as_many_elements_as_the_release_says() {
        assert_eq!(elements(&MESSAGE), 195);
    }

    #[test]
    fn no_group_names_an_element_twice() {
        fn check(group: &Group) {
            for (rank, element) in group.elements.iter().enumerate() {
                assert_eq!(group.find(element.name, 0).map(|(found, _)| found), Some(rank));
                if let Content::Group(below) = element.content {
                    check(below);
                }
            }
        }
        check(&MESSAGE);
    }
}

//! Messages to read: one that is right, and ways to change it.

/// A message with everything that the standard asks for and a little more: two employers, three
/// employees, four reports.
pub(crate) fn message() -> String {
    let first = werkgever(
        "100200",
        &(werknemer("12345672", "WN1", &(ziek("VZ1", 1) + &half("VZ1", 2)))
            + &werknemer("111222333", "WN2", &ziek("VZ2", 1))),
    );
    let second = werkgever("100201", &werknemer("123456782", "WN3", &recovered("VZ3", 3)));
    envelope("VI-1", "N", "J", &(first + &second))
}

/// One employer, one employee, one report.
pub(crate) fn single() -> String {
    let employee = werknemer("12345672", "WN1", &ziek("VZ1", 1));
    envelope("VI-2", "N", "J", &werkgever("100200", &employee))
}

pub(crate) fn envelope(berrefnr: &str, test: &str, acknowledge: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Verzuimmeldingen xmlns=\"http://www.sivi.org/Verzuimmanagement/Verzuimmeldingen/2022\">\n\
         <BrAlg><BrCd>00100</BrCd><VnrBrCd>00010</VnrBrCd><AandatBr>2026-03-02</AandatBr>\
         <AantijdBr>08:30:00</AantijdBr><IdInzndr>PORTAAL</IdInzndr>\
         <GebrSwPakket>Portaal 4</GebrSwPakket><IdOntvngr>SCHAKEL</IdOntvngr>\
         <Berrefnr>{berrefnr}</Berrefnr><TestJN>{test}</TestJN>\
         <OntvngstbevJN>{acknowledge}</OntvngstbevJN></BrAlg>\n{body}</Verzuimmeldingen>\n"
    )
}

pub(crate) fn werkgever(id: &str, employees: &str) -> String {
    format!(
        "<Wrkgvr><HndlsnmOrg>Bakkerij &amp; Zn.</HndlsnmOrg>\
         <InschrijvingsnrKvK>1234567</InschrijvingsnrKvK><IdWrkgvrArbdnst>{id}</IdWrkgvrArbdnst>\
         <AansltnrGeguitwlngArbdnst>6431</AansltnrGeguitwlngArbdnst>\
         <Lhnr>800000000L01</Lhnr>\n{employees}</Wrkgvr>\n"
    )
}

pub(crate) fn werknemer(bsn: &str, id: &str, reports: &str) -> String {
    format!(
        "<Wrknmr><SofiNr>{bsn}</SofiNr><Gebdat>1980-02-29</Gebdat><SignNm>Zandstra</SignNm>\
         <Voorl>F.</Voorl><NmvrkrCd>01</NmvrkrCd><GslchtCd>V</GslchtCd><IdWrknmr>{id}</IdWrknmr>\n\
         <Dnstvbnd><IdDnstvbnd>DV-{id}</IdDnstvbnd><Ingdat>2015-04-01</Ingdat>\
         <PersNr>5001</PersNr><OrgeenhCd>100</OrgeenhCd>\
         <AantCtrcturenPWk>36.00</AantCtrcturenPWk>\n{reports}{CONTACT}</Dnstvbnd></Wrknmr>\n"
    )
}

const CONTACT: &str = "<Cntprsn><Achternaam>Personeelszaken</Achternaam>\
    <RolCntprsnCd>01</RolCntprsnCd><Com><SrtComCd>10</SrtComCd><NrCom>a@b.example</NrCom></Com>\
    </Cntprsn>";

pub(crate) fn ziek(case: &str, number: u32) -> String {
    report(&format!(
        "<VrwrkCd>02</VrwrkCd><IngdatMutVrzm>2026-03-02</IngdatMutVrzm>\
         <VrzmgvlId>{case}</VrzmgvlId><VrzmgvlVnrMld>{number}</VrzmgvlVnrMld>\
         <EndVrzmJN>N</EndVrzmJN><DatEerstVrzmdg>2026-03-02</DatEerstVrzmdg>\
         <PrcVrzm>100.00</PrcVrzm>"
    ))
}

pub(crate) fn half(case: &str, number: u32) -> String {
    report(&format!(
        "<VrwrkCd>04</VrwrkCd><IngdatMutVrzm>2026-03-16</IngdatMutVrzm>\
         <VrzmgvlId>{case}</VrzmgvlId><VrzmgvlVnrMld>{number}</VrzmgvlVnrMld>\
         <EndVrzmJN>N</EndVrzmJN><DatEerstVrzmdg>2026-03-02</DatEerstVrzmdg>\
         <PrcVrzm>50.00</PrcVrzm>"
    ))
}

pub(crate) fn recovered(case: &str, number: u32) -> String {
    report(&format!(
        "<VrwrkCd>04</VrwrkCd><IngdatMutVrzm>2026-03-30</IngdatMutVrzm>\
         <VrzmgvlId>{case}</VrzmgvlId><VrzmgvlVnrMld>{number}</VrzmgvlVnrMld>\
         <EndVrzmJN>J</EndVrzmJN><DatEerstVrzmdg>2026-03-02</DatEerstVrzmdg>\
         <DatHrstld>2026-03-30</DatHrstld><PrcVrzm>0.00</PrcVrzm>"
    ))
}

fn report(fields: &str) -> String {
    format!(
        "<Vrzm>{fields}<OorzkVrzmCd>99</OorzkVrzmCd><VngntJN>N</VngntJN>{CONTACT}\
         <Actie><ActieCd>01</ActieCd></Actie><Actie><ActieCd>13</ActieCd></Actie>\
         <VrTkst><VrijeTekst>Heeft griep, zegt de buurvrouw.</VrijeTekst></VrTkst></Vrzm>\n"
    )
}

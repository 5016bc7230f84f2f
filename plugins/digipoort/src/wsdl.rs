//! The names of the ophaalservice, interface 1.2, as its WSDL and XSD have them.

/// Namespace of SOAP 1.1.
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// Namespace of WS-Addressing 1.0.
pub const WSA: &str = "http://www.w3.org/2005/08/addressing";
/// The address of whoever asks, in a reply over the same connection.
pub const ANONYMOUS: &str = "http://www.w3.org/2005/08/addressing/anonymous";
/// Namespace of everything in the body.
pub const DIGIPOORT: &str = "http://logius.nl/digipoort/koppelvlakservices/1.2/";

/// What every action of the ophaalservice begins with.
const ACTIONS: &str = "http://logius.nl/digipoort/wus/2.0/ophaalservice/1.2/OphaalService/";

/// An operation of the ophaalservice. Those with `Nieuwe` in their name are not here on purpose: they
/// give a message once, and an answer that is lost on the way would be lost for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Which messages there are.
    GetBerichtenLijst,
    /// One message.
    GetBerichtenKenmerk,
}

impl Operation {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Operation::GetBerichtenLijst => "getBerichtenLijst",
            Operation::GetBerichtenKenmerk => "getBerichtenKenmerk",
        }
    }

    /// The action of a request, also its SOAPAction.
    pub fn request_action(self) -> String {
        format!("{ACTIONS}{}Request", self.name())
    }

    /// The action of a response.
    pub fn response_action(self) -> String {
        format!("{ACTIONS}{}Response", self.name())
    }
}

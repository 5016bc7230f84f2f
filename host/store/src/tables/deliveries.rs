//! The outbox, with an index by due time for each lane and one by age.

use host_domain::DeliveryId;

use crate::{
    BlobRef, Delivery, Lane, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, leading_moment, moment_bytes, trailing_id},
};

pub(crate) fn key(id: DeliveryId) -> [u8; 16] {
    id.bits().to_be_bytes()
}

/// The row in the index by due time of its lane; none for one that has ended.
pub(crate) fn due_key(delivery: &Delivery) -> Option<(Table, Vec<u8>)> {
    let due = moment_bytes(delivery.due_ms()?);
    Some((delivery.lane.queue(), [&due[..], &key(delivery.id)].concat()))
}

/// The row in the index by age.
pub(crate) fn order_key(delivery: &Delivery) -> Vec<u8> {
    [&moment_bytes(delivery.created_at_ms)[..], &key(delivery.id)].concat()
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, id: DeliveryId) -> Result<Option<Delivery>> {
    codec::read(rows, Table::Deliveries, &key(id))
}

pub(crate) fn due<R: Rows + ?Sized>(
    rows: &R,
    lane: Lane,
    now_ms: i64,
    limit: usize,
) -> Result<Vec<DeliveryId>> {
    let keys = match now_ms.checked_add(1) {
        Some(later) => Keys::all().before(&moment_bytes(later)),
        None => Keys::all(),
    };
    let page = rows.page(lane.queue(), &keys, Order::Up, limit)?;
    Ok(page.iter().filter_map(|(key, _)| trailing_id(key)).map(DeliveryId::from_bits).collect())
}

pub(crate) fn next_due<R: Rows + ?Sized>(rows: &R, lane: Lane) -> Result<Option<i64>> {
    let page = rows.page(lane.queue(), &Keys::all(), Order::Up, 1)?;
    Ok(page.first().and_then(|(key, _)| leading_moment(key)))
}

pub(crate) fn newest<R: Rows + ?Sized>(
    rows: &R,
    before: Option<&Delivery>,
    limit: usize,
) -> Result<Vec<Delivery>> {
    let keys = match before {
        Some(delivery) => Keys::all().before(&order_key(delivery)),
        None => Keys::all(),
    };
    let page = rows.page(Table::DeliveryOrder, &keys, Order::Down, limit)?;
    let ids = page.iter().filter_map(|(key, _)| trailing_id(key)).map(DeliveryId::from_bits);
    ids.filter_map(|id| get(rows, id).transpose()).collect()
}

/// Deliveries asked for before a moment, oldest first, each with that moment.
pub(crate) fn older<R: Rows + ?Sized>(
    rows: &R,
    before_ms: i64,
    after: Option<(i64, DeliveryId)>,
    limit: usize,
) -> Result<Vec<(i64, DeliveryId)>> {
    let mut keys = Keys::all().before(&moment_bytes(before_ms));
    if let Some((created, id)) = after {
        keys = keys.after(&[&moment_bytes(created)[..], &key(id)].concat());
    }
    let page = rows.page(Table::DeliveryOrder, &keys, Order::Up, limit)?;
    let listed = page.iter().filter_map(|(key, _)| {
        Some((leading_moment(key)?, DeliveryId::from_bits(trailing_id(key)?)))
    });
    Ok(listed.collect())
}

impl Session<'_> {
    /// Keeps where a delivery stands.
    pub fn put_delivery(&mut self, delivery: &Delivery) -> Result<()> {
        if let Some(before) = get(self, delivery.id)? {
            self.unindex_delivery(&before)?;
        }
        if let Some((queue, due)) = due_key(delivery) {
            self.mark(queue, &due)?;
        }
        self.mark(Table::DeliveryOrder, &order_key(delivery))?;
        let owner = Owner::from(delivery.about.werknemer);
        self.put(Table::Deliveries, &key(delivery.id), owner, delivery)
    }

    /// Removes a delivery, with what its attempts were answered and their recordings; one that is
    /// not there is fine. Gives what is in the spool of those answers and may go, see
    /// [`Session::forget_journal`].
    pub fn remove_delivery(&mut self, id: DeliveryId) -> Result<Vec<BlobRef>> {
        let mut blobs = Vec::new();
        if let Some(mut delivery) = get(self, id)? {
            self.unindex_delivery(&delivery)?;
            let last = delivery.attempt;
            for attempt in 0..=last {
                delivery.attempt = attempt;
                blobs.extend(self.forget_call(&delivery.call())?);
            }
        }
        self.remove(Table::Deliveries, &key(id))?;
        Ok(blobs)
    }

    /// Takes a delivery out of its indexes.
    fn unindex_delivery(&mut self, delivery: &Delivery) -> Result<()> {
        if let Some((queue, due)) = due_key(delivery) {
            self.remove(queue, &due)?;
        }
        self.remove(Table::DeliveryOrder, &order_key(delivery))
    }
}

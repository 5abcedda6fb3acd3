namespace SipEdge.Media.Dtmf;

/// <summary>What a <see cref="DigitSender"/> puts into one packet: the payload, and what its RTP header says.</summary>
public readonly record struct EventSlot(TelephoneEvent Event, uint Timestamp, bool Marker);

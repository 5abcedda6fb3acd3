namespace SipEdge.Core.Configuration;

/// <summary>What keeps the way to a phone open between its registrations.</summary>
public enum PhoneKeepalive : byte
{
    None,

    /// <summary>Two line ends, which no phone answers over UDP: enough for a NAT on the way (RFC 5626 §4.4.1 has the phone do it).</summary>
    Crlf,

    /// <summary>OPTIONS, whose answer shows that the phone is still there.</summary>
    Options,
}

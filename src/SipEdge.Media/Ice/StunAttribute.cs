namespace SipEdge.Media.Ice;

/// <summary>Attributes that a connectivity check may carry (RFC 8489 §18.3, RFC 8445 §16.1).</summary>
internal enum StunAttribute : ushort
{
    Username = 0x0006,
    MessageIntegrity = 0x0008,
    ErrorCode = 0x0009,
    UnknownAttributes = 0x000A,
    XorMappedAddress = 0x0020,
    Priority = 0x0024,
    UseCandidate = 0x0025,

    /// <summary>From here on an attribute that is not understood may be passed over (RFC 8489 §14).</summary>
    FirstOptional = 0x8000,
    Fingerprint = 0x8028,
    IceControlled = 0x8029,
    IceControlling = 0x802A,
}

namespace SipEdge.Media.Dtmf;

/// <summary>A key of a telephone and its event code: 0 to 15 are RFC 4733 §3.2, 16 is flash (RFC 2833 §3.10).</summary>
public enum DtmfDigit : byte
{
    Zero = 0,
    One = 1,
    Two = 2,
    Three = 3,
    Four = 4,
    Five = 5,
    Six = 6,
    Seven = 7,
    Eight = 8,
    Nine = 9,
    Star = 10,
    Pound = 11,
    A = 12,
    B = 13,
    C = 14,
    D = 15,

    /// <summary>The hook pressed for a moment.</summary>
    Flash = 16,
}

namespace SipEdge.Sip.Resolution;

/// <summary>Outcome of reading a DNS message. Whatever a server sends is a value.</summary>
public enum DnsStatus : byte
{
    Complete,

    /// <summary>Shorter than it says, or than a header.</summary>
    Truncated,

    /// <summary>A name longer than 255 bytes, of a label that is no text, or with a pointer that leads forward or in a circle.</summary>
    BadName,

    /// <summary>A record whose data does not fill its length.</summary>
    BadRecord,

    /// <summary>A query, another kind of operation, or more than one question.</summary>
    NotAnAnswer,

    /// <summary>More records than <see cref="DnsReader.MostRecords"/>.</summary>
    TooManyRecords,
}

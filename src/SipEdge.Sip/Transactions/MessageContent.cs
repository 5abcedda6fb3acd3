using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

/// <summary>What the user of a transaction puts in a request; the layer adds Via, Content-Type and Content-Length.</summary>
public ref struct RequestContent
{
    public SipMethod Method { get; set; }

    public ReadOnlySpan<byte> RequestUri { get; set; }

    /// <summary>
    /// Every header line but Via, Content-Type and Content-Length, rendered with <see cref="SipWriter"/>, each ending CRLF.
    /// </summary>
    public ReadOnlySpan<byte> Headers { get; set; }

    public ReadOnlySpan<byte> ContentType { get; set; }

    public ReadOnlySpan<byte> Body { get; set; }

    /// <summary>When it takes a connection instead of a datagram.</summary>
    public LargeRequestRule Large { get; set; }
}

/// <summary>
/// What the user of a transaction puts in a response; the layer copies Via, From, To, Call-ID, CSeq and Record-Route from
/// the request.
/// </summary>
public ref struct ResponseContent
{
    public int Status { get; set; }

    /// <summary>Empty: the standard phrase of the status.</summary>
    public ReadOnlySpan<byte> Reason { get; set; }

    /// <summary>Added to To when the request had no tag there (RFC 3261 §8.2.6.2); not to a 100.</summary>
    public ReadOnlySpan<byte> ToTag { get; set; }

    /// <summary>Further header lines, rendered with <see cref="SipWriter"/>, each ending CRLF.</summary>
    public ReadOnlySpan<byte> Headers { get; set; }

    public ReadOnlySpan<byte> ContentType { get; set; }

    public ReadOnlySpan<byte> Body { get; set; }
}

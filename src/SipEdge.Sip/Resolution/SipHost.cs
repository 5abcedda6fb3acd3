using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Resolution;

/// <summary>A host as it is written, and all that decides where its servers are (RFC 3263 §4).</summary>
/// <param name="Name">A host name in lower case without its last dot, or an address.</param>
/// <param name="Port">Null when none was written: then SRV records have the word.</param>
/// <param name="Transport">Null when none was written: then NAPTR records have the word.</param>
/// <param name="Scheme">sips goes over TLS only.</param>
/// <param name="Reach">What we can speak.</param>
public readonly record struct SipHost(string Name, int? Port, TransportKind? Transport, UriScheme Scheme, Reach Reach)
{
    /// <summary>
    /// Where calls of a name come from, which is where calls to it would go: over every transport at once, as no one says which.
    /// </summary>
    public static SipHost Sources(string name) => new(name, null, null, UriScheme.Sip, Reach.All) { AsSource = true };

    public bool AsSource { get; init; }

    public override string ToString() => $"{(Scheme == UriScheme.Sips ? "sips:" : "")}{Name}{(Port is null ? "" : $":{Port}")}";
}

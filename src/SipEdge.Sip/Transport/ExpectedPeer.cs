using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Transport;

/// <summary>Somebody who may show who it is by a certificate when it connects.</summary>
/// <param name="Peer">What the edge calls it: the trunk's name.</param>
/// <param name="Names">Any of these in the certificate is enough (RFC 5922 §7.1).</param>
/// <param name="Roots">The authorities whose word counts; null: those of the system.</param>
public sealed record ExpectedPeer(string Peer, ImmutableArray<string> Names, X509Certificate2Collection? Roots);

using System.Net;

namespace SipEdge.Tests.RealPeers;

/// <summary>What one kamailio listens on and does. Modules that every script needs are loaded without being named.</summary>
internal sealed record KamailioSettings(IPAddress Address)
{
    /// <summary>For UDP and TCP. TLS has the next one.</summary>
    public int Port { get; init; } = 5060;

    /// <summary>Beside UDP it listens on TCP.</summary>
    public bool Tcp { get; init; }

    /// <summary>With it, it listens on TLS.</summary>
    public KamailioTls? Tls { get; init; }

    /// <summary>Where it is reached over UDP too, at port 5060.</summary>
    public IPAddress? Also { get; init; }

    /// <summary>Further modules, without ".so".</summary>
    public string[] Modules { get; init; } = [];

    /// <summary>Of modules: what stands between the brackets of modparam.</summary>
    public string[] Parameters { get; init; } = [];

    /// <summary>request_route and what it calls.</summary>
    public required string Script { get; init; }
}

/// <param name="Own">Its certificate and key, shown to who connects and, when asked for, to whom it connects.</param>
/// <param name="AuthorityFile">Who vouches for its peers.</param>
/// <param name="AsksForCertificate">Who connects without a certificate of the authority's is refused.</param>
internal sealed record KamailioTls((string Certificate, string Key, string Both) Own, string AuthorityFile, bool AsksForCertificate = false);

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// A phone that signals over TLS, and the edge that lets it call. Known by its account: over TLS it comes from whatever address
/// the system picks.
/// </summary>
internal static class TlsPhone
{
    private const string Password = "correct-horse";

    public static EdgeConfiguration Edge(TestBed bed, TestAuthority authority)
    {
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        return new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            Accounts = { ["alice"] = Password },
            Acls = new() { ["phones"] = "{ accounts: [ alice ] }" },
        };
    }

    /// <param name="bed">Where it stands.</param>
    /// <param name="authority">Whom it trusts.</param>
    /// <param name="keys">baresip's "mediaenc".</param>
    /// <param name="tone">What it says, in Hz.</param>
    public static BaresipSettings Settings(TestBed bed, TestAuthority authority, string keys, int tone) => new(
        bed.Caller,
        $"<sip:alice@{EdgeConfiguration.Domain};transport=tls>;regint=0;audio_codecs=PCMU;mediaenc={keys};"
            + $"auth_user=alice;auth_pass={Password};outbound=\"sip:{bed.Edge}:5061;transport=tls\"")
    {
        ToneFrequency = tone,
        AuthorityFile = authority.File,
    };
}

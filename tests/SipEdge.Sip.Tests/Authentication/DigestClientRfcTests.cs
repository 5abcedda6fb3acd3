using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Authentication;

/// <summary>Challenges as RFC 7616, RFC 8760 and the servers of carriers write them, one after the other of a request.</summary>
public sealed class DigestClientRfcTests
{
    private const string Server = "WWW-Authenticate: Digest realm=\"carrier.example\", nonce=\"s1\", qop=\"auth\", algorithm=MD5";
    private const string Proxy = "Proxy-Authenticate: Digest realm=\"edge.carrier.example\", nonce=\"p1\", qop=\"auth\", algorithm=MD5";

    private readonly DigestClient _client = new(new BufferPool());
    private readonly Secrets _secrets = new();

    [Theory]
    [InlineData(Server, Proxy)] // a registrar, and then a proxy that was not asked before
    [InlineData(Proxy, Server)]
    [InlineData(Proxy, "Proxy-Authenticate: Digest realm=\"second.carrier.example\", nonce=\"q1\", qop=\"auth\"")]
    // The same realm asked by a proxy and by the server behind it: two questions (RFC 3261 §22.3).
    [InlineData(Server, "Proxy-Authenticate: Digest realm=\"carrier.example\", nonce=\"p1\", qop=\"auth\"")]
    public void Who_asks_second_is_answered_beside_who_asked_first(string first, string second)
    {
        Assert.Equal(ChallengeOutcome.Answerable, Take("", first));
        var once = Answer();
        Assert.Equal(ChallengeOutcome.Answerable, Take(once, second));
        var twice = Answer();
        var lines = twice.Lines();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.True(IsRight(line), line));
        // The first is used for the second time, the second for the first.
        Assert.Equal(["00000001", "00000002"], lines.Select(static line => Parameter(line, "nc")).Order());
        // And whoever asks again then was given a wrong answer.
        Assert.Equal(ChallengeOutcome.Rejected, Take(twice, second.Replace("p1", "p2", StringComparison.Ordinal)
            .Replace("q1", "q2", StringComparison.Ordinal).Replace("s1", "s2", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("qop=\"auth\"", "auth")]
    [InlineData("qop=auth", "auth")] // a token, as many servers write it
    [InlineData("qop=\"auth-int,auth\"", "auth")]
    [InlineData("qop=\"auth-int , AUTH , new\"", "auth")]
    [InlineData("algorithm=MD5", null)] // RFC 2069
    public void Of_qop_it_is_auth_that_is_answered(string parameters, string? qop)
    {
        Assert.Equal(ChallengeOutcome.Answerable, Take("", $"WWW-Authenticate: Digest realm=\"carrier.example\", nonce=\"n\", {parameters}"));
        var line = Assert.Single(Answer().Lines());
        Assert.Equal(qop, Parameter(line, "qop"));
        Assert.Equal(qop is null, Parameter(line, "nc") is null);
        Assert.True(IsRight(line));
    }

    [Theory]
    [InlineData("qop=\"auth-int\"")] // the body would have to be hashed
    [InlineData("qop=\"\"")]
    [InlineData("qop=\"auth\", algorithm=MD5-sess")]
    [InlineData("qop=\"auth\", algorithm=SHA-256-sess")]
    [InlineData("qop=\"auth\", algorithm=SHA-512-256-sess")]
    [InlineData("qop=\"auth\", algorithm=SHA-512")]
    [InlineData("qop=\"auth\", algorithm=AKAv1-MD5")]
    [InlineData("qop=\"auth\", algorithm=\"\"")]
    // Two challenges in one line: its commas are those of the parameters (RFC 3261 §20.44), so it is one that says realm twice.
    [InlineData("qop=\"auth\", Digest realm=\"carrier.example\", nonce=\"n2\"")]
    public void What_is_not_understood_is_not_answered_and_what_stands_below_it_is(string parameters)
    {
        var odd = $"WWW-Authenticate: Digest realm=\"carrier.example\", nonce=\"odd\", {parameters}";
        Assert.Equal(ChallengeOutcome.NotUnderstood, Take("", odd));
        Assert.Equal("", Answer());
        Assert.Equal(ChallengeOutcome.Answerable, Take("", odd, Server));
        Assert.Equal("s1", Parameter(Assert.Single(Answer().Lines()), "nonce"));
    }

    [Fact]
    public void A_server_that_hashes_names_is_told_the_name()
    {
        // RFC 7616 §3.4.4: userhash=true offers, and obliges nobody.
        Assert.Equal(ChallengeOutcome.Answerable, Take("", $"{Server}, userhash=true, charset=UTF-8"));
        var line = Assert.Single(Answer().Lines());
        Assert.Equal("alice", Parameter(line, "username"));
        Assert.Null(Parameter(line, "userhash"));
        Assert.True(IsRight(line));
    }

    [Theory]
    [InlineData("opaque=\"\"", "")]
    [InlineData("opaque=\"a\\\"b\"", "a\\\"b")]
    [InlineData("domain=\"sip:a sip:b\", opaque=x", "x")]
    public void Opaque_goes_back_as_it_came(string parameters, string opaque)
    {
        Take("", $"{Server}, {parameters}");
        Assert.Contains($"opaque=\"{opaque}\"", Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_nonce_that_is_good_for_one_request_costs_one_more_round_each_and_no_more()
    {
        // The nextnonce of Authentication-Info (RFC 7616 §3.5) is not read: such a server says stale, and is answered at once.
        Take("", Server);
        var answer = Answer();
        for (var request = 2; request < 20; request++)
        {
            _client.Begin();
            answer = Answer();
            Assert.Equal("00000002", Parameter(answer, "nc"));
            Assert.Equal(ChallengeOutcome.Answerable, Take(answer, $"{Server}, stale=true".Replace("s1", $"s{request}", StringComparison.Ordinal)));
            answer = Answer();
            Assert.Equal(("00000001", $"s{request}"), (Parameter(answer, "nc"), Parameter(answer, "nonce")));
        }
    }

    [Fact]
    public void Stale_twice_for_one_request_is_answered_twice_and_a_refusal_after_it_is_the_last_word()
    {
        Take("", Server);
        var first = Answer();
        Assert.Equal(ChallengeOutcome.Answerable, Take(first, $"{Server}, stale=true".Replace("s1", "s2", StringComparison.Ordinal)));
        var second = Answer();
        Assert.Equal(ChallengeOutcome.Answerable, Take(second, $"{Server}, stale=TRUE".Replace("s1", "s3", StringComparison.Ordinal)));
        var third = Answer();
        Assert.Equal("s3", Parameter(third, "nonce"));
        Assert.Equal(ChallengeOutcome.TooManyRounds, Take(third, $"{Server}, stale=true".Replace("s1", "s4", StringComparison.Ordinal)));
        _client.Begin();
        Assert.Equal(ChallengeOutcome.Answerable, Take("", Server));
        Assert.Equal(ChallengeOutcome.Rejected, Take(Answer(), Server.Replace("s1", "s5", StringComparison.Ordinal)));
    }

    /// <summary>RFC 7616 §3.9.1 and RFC 8760 §2.5: both offered for one realm, and the upper one is answered.</summary>
    [Theory]
    [InlineData("SHA-256", "SHA-256", "MD5")]
    [InlineData("MD5", "MD5", "SHA-256")]
    [InlineData("SHA-512-256", "SHA-512-256", "SHA-256", "MD5")]
    [InlineData("SHA-256", "SHA-256-sess", "SHA-256", "MD5")]
    public void The_upper_algorithm_is_answered(string answered, params string[] offered)
    {
        Assert.Equal(ChallengeOutcome.Answerable, Take("", [.. offered.Select(static name =>
            $"WWW-Authenticate: Digest realm=\"carrier.example\", nonce=\"n\", qop=\"auth\", algorithm={name}")]));
        var line = Assert.Single(Answer().Lines());
        Assert.Equal(answered, Parameter(line, "algorithm"));
        Assert.True(IsRight(line));
    }

    private static string? Parameter(string line, string name)
    {
        var start = line.IndexOf($" {name}=", StringComparison.Ordinal);
        return start < 0 ? null : line[(start + name.Length + 2)..].Split(',')[0].Trim().Trim('"');
    }

    private ChallengeOutcome Take(string credentials, params string[] challenges)
    {
        Span<HeaderSlot> slots = new HeaderSlot[SipParser.MaxHeaders];
        Span<HeaderSlot> more = new HeaderSlot[SipParser.MaxHeaders];
        var answer = Encoding.ASCII.GetBytes("SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
            + "From: <sip:a@b>;tag=1\r\nTo: <sip:b@c>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n"
            + string.Concat(challenges.Select(static challenge => challenge + "\r\n")) + "Content-Length: 0\r\n\r\n");
        var request = Encoding.ASCII.GetBytes("INVITE sip:b@carrier.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
            + $"From: <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n{credentials}Content-Length: 0\r\n\r\n");
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(answer, slots, ParseLimits.Default, out var refusal));
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(request, more, ParseLimits.Default, out var refused));
        return _client.Take(refusal, refused, _secrets);
    }

    private string Answer()
    {
        var writer = new SipWriter(new byte[5000]);
        _client.Write(ref writer, _secrets, SipMethod.Invite, "sip:b@carrier.example"u8, "0123456789abcdef"u8);
        Assert.False(writer.Failed);
        return Encoding.ASCII.GetString(writer.Written);
    }

    private bool IsRight(string line)
    {
        var value = Encoding.ASCII.GetBytes(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        Assert.Equal(DigestParseStatus.Complete, DigestCredentials.TryParse(value, new byte[100], out var credentials));
        Span<byte> ha1 = stackalloc byte[64];
        var length = _secrets.WriteHa1(credentials.Algorithm, credentials.Realm, ha1);
        return DigestResponse.Verify(credentials, "INVITE"u8, ha1[..length]);
    }

    private sealed class Secrets : IDigestSecrets
    {
        public ReadOnlySpan<byte> Username => "alice"u8;

        public DigestAlgorithm MinAlgorithm => DigestAlgorithm.Md5;

        public bool Covers(ReadOnlySpan<byte> realm) => realm.EndsWith("carrier.example"u8);

        public int WriteHa1(DigestAlgorithm algorithm, ReadOnlySpan<byte> realm, Span<byte> hex) =>
            DigestResponse.WriteHa1(algorithm, Username, realm, "secret"u8, hex);
    }
}

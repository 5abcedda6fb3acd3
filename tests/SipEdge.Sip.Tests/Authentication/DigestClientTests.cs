using System.Globalization;
using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Authentication;

/// <summary>Which challenges a client answers, and that nobody else gets anything to guess from.</summary>
public sealed class DigestClientTests
{
    private const string Md5 = "Digest realm=\"carrier.example\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"";
    private const string Sha256 = "Digest realm=\"carrier.example\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\"";
    private const string Sha512 = "Digest realm=\"carrier.example\", nonce=\"n1\", algorithm=SHA-512-256, qop=\"auth\"";
    private const string Foreign = "Digest realm=\"harvest.example\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"";

    private readonly BufferPool _buffers = new();
    private readonly DigestClient _client;
    private readonly Secrets _secrets = new();

    public DigestClientTests() => _client = new DigestClient(_buffers);

    [Theory]
    [InlineData("SHA-256", Sha256, Md5)]
    [InlineData("MD5", Md5, Sha256)]
    [InlineData("SHA-512-256", "Bearer realm=\"carrier.example\"", "Digest realm=\"carrier.example\", nonce=\"n\", algorithm=NEW-1", Sha512, Md5)]
    [InlineData("MD5", Foreign, Md5)]
    [InlineData("MD5", "Digest realm=\"carrier.example\", nonce=\"n\", qop=\"auth-int\"", Md5)]
    [InlineData("MD5", "Digest realm=\"carrier.example\", nonce=\"n\", algorithm=MD5-sess", Md5)]
    public void Of_one_realm_the_topmost_that_is_understood_is_answered(string algorithm, params string[] challenges)
    {
        Assert.Equal(ChallengeOutcome.Answerable, Take(Request(""), challenges));
        var line = Assert.Single(Answer().Lines());
        Assert.Contains($"algorithm={algorithm},", line, StringComparison.Ordinal);
        Assert.True(IsRight(line));
    }

    [Theory]
    [InlineData(ChallengeOutcome.NoChallenge)]
    [InlineData(ChallengeOutcome.ForeignRealm, Foreign)]
    [InlineData(ChallengeOutcome.ForeignRealm, "Digest realm=\"Carrier.example\", nonce=\"n\"", "Bearer realm=\"x\"")]
    [InlineData(ChallengeOutcome.ForeignRealm, "Digest realm=\"\", nonce=\"n\"")]
    [InlineData(ChallengeOutcome.NotUnderstood, "Bearer realm=\"carrier.example\"")]
    [InlineData(ChallengeOutcome.NotUnderstood, "Digest realm=\"carrier.example\", nonce=\"n\", qop=\"auth-int\"")]
    [InlineData(ChallengeOutcome.NotUnderstood, "Digest realm=\"carrier.example\"")]
    public void What_is_not_answered_leaves_no_credentials(ChallengeOutcome expected, params string[] challenges)
    {
        Assert.Equal(expected, Take(Request(""), challenges));
        Assert.False(_client.HasCredentials);
        Assert.Equal("", Answer());
    }

    [Fact]
    public void Below_the_least_algorithm_nothing_is_answered()
    {
        _secrets.MinAlgorithm = DigestAlgorithm.Sha256;
        Assert.Equal(ChallengeOutcome.WeakAlgorithm, Take(Request(""), Md5));
        Assert.Equal(ChallengeOutcome.Answerable, Take(Request(""), Md5, Sha256));
        Assert.Contains("algorithm=SHA-256", Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_nonce_of_many_kilobytes_is_not_kept()
    {
        var huge = new string('x', 7000);
        Assert.Equal(ChallengeOutcome.NotUnderstood, Take(Request(""), $"Digest realm=\"carrier.example\", nonce=\"{huge}\""));
        Assert.Equal(0, _buffers.RentedCount);
    }

    [Fact]
    public void Several_realms_are_answered_together_and_only_those_that_are_ours()
    {
        Assert.Equal(ChallengeOutcome.Answerable, Take(
            Request(""), Foreign, Md5, "Digest realm=\"second.example\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth\""));
        var lines = Answer().Lines();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.True(IsRight(line)));
        Assert.DoesNotContain("harvest", string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_realm_more_than_are_kept_is_refused_and_forgets_none()
    {
        _secrets.AnyRealm = true;
        var many = Enumerable.Range(0, 9).Select(n => $"Digest realm=\"r{n}\", nonce=\"n\", qop=\"auth\"").ToArray();
        Assert.Equal(ChallengeOutcome.Answerable, Take(Request(""), many));
        Assert.Equal(DigestClient.MaxRealms, Answer().Lines().Count);
    }

    [Fact]
    public void A_server_that_names_another_realm_each_time_is_answered_each_time()
    {
        _secrets.AnyRealm = true;
        for (var n = 0; n < 3 * DigestClient.MaxRealms; n++)
        {
            _client.Begin();
            Assert.Equal(ChallengeOutcome.Answerable, Take(Request(""), $"Digest realm=\"r{n}\", nonce=\"n\", qop=\"auth\""));
            var lines = Answer().Lines();
            Assert.Contains(lines, line => line.Contains($"realm=\"r{n}\"", StringComparison.Ordinal) && IsRight(line));
            Assert.True(lines.Count <= DigestClient.MaxRealms);
        }
        Assert.DoesNotContain("realm=\"r0\"", Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_request_carries_credentials_at_once_and_counts_on()
    {
        Take(Request(""), Md5);
        Assert.Contains("nc=00000001", Answer(), StringComparison.Ordinal);
        _client.Begin();
        var second = Answer(SipMethod.Bye);
        Assert.Contains("nc=00000002", second, StringComparison.Ordinal);
        Assert.True(IsRight(second, "BYE"));
    }

    [Fact]
    public void A_server_without_qop_gets_each_of_its_nonces_once()
    {
        const string Old = "Digest realm=\"carrier.example\", nonce=\"n\"";
        Take(Request(""), Old);
        var answer = Answer();
        Assert.DoesNotContain("qop", answer, StringComparison.Ordinal);
        Assert.True(IsRight(answer));
        Assert.Equal("", Answer());
        Assert.Equal(ChallengeOutcome.Rejected, Take(Request(answer), Old));
    }

    [Fact]
    public void Fresh_credentials_that_are_refused_are_wrong()
    {
        Take(Request(""), Md5);
        Assert.Equal(ChallengeOutcome.Rejected, Take(Request(Answer()), Md5.Replace("n1", "n2", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_nonce_that_grew_old_is_replaced_also_without_being_called_stale()
    {
        Take(Request(""), Md5);
        Answer();
        _client.Begin();
        var later = Answer();
        Assert.Equal(ChallengeOutcome.Answerable, Take(Request(later), Md5.Replace("n1", "n2", StringComparison.Ordinal)));
        var again = Answer();
        Assert.Contains("nonce=\"n2\"", again, StringComparison.Ordinal);
        Assert.Contains("nc=00000001", again, StringComparison.Ordinal);
    }

    [Fact]
    public void Stale_is_answered_but_not_for_ever()
    {
        var rounds = 0;
        var request = Request("");
        while (Take(request, $"{Md5.Replace("n1", $"n{rounds}", StringComparison.Ordinal)}, stale=true") == ChallengeOutcome.Answerable)
        {
            request = Request(Answer());
            rounds++;
            Assert.True(rounds < 10);
        }
        Assert.Equal(DigestClient.MaxRounds, rounds);
        _client.Begin();
        Assert.Equal(ChallengeOutcome.Answerable, Take(request, $"{Md5}, stale=true"));
    }

    [Fact]
    public void A_second_proxy_on_the_way_is_answered_in_a_second_round_next_to_the_first()
    {
        Take(Request(""), Md5);
        var first = Answer();
        Assert.Equal(ChallengeOutcome.Answerable, Take(Request(first), "Digest realm=\"second.example\", nonce=\"b\", qop=\"auth\""));
        Assert.Equal(2, Answer().Lines().Count);
    }

    [Fact]
    public void An_escaped_realm_is_compared_by_what_it_says()
    {
        Assert.Equal(ChallengeOutcome.Answerable, Take(Request(""), "Digest realm=\"carrier\\.example\", nonce=\"n\", qop=\"auth\""));
        Assert.Contains("realm=\"carrier\\.example\"", Answer(), StringComparison.Ordinal);
    }

    /// <summary>RFC 7616 §3.9.1, with both of its algorithms.</summary>
    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_answers_of_rfc_7616(string algorithm, string expected)
    {
        var value = Encoding.ASCII.GetBytes($"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, "
            + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
        DigestChallengeView.TryParse(value, out var challenge);
        Span<byte> ha1 = stackalloc byte[64];
        var length = DigestResponse.WriteHa1(
            challenge.Algorithm, "Mufasa"u8, "http-auth@example.org"u8, "Circle of Life"u8, ha1);
        var writer = new SipWriter(new byte[1000]);
        DigestAnswer.Write(ref writer, proxy: false, challenge, "Mufasa"u8, ha1[..length], "GET"u8, "/dir/index.html"u8,
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"u8, 1);
        Assert.Contains($"response=\"{expected}\"", Encoding.ASCII.GetString(writer.Written), StringComparison.Ordinal);
    }

    [Fact]
    public void A_challenged_request_allocates_nothing()
    {
        var request = Request("");
        var response = Response(Sha256, Md5, Foreign);
        var room = new byte[2000];
        Allocations.AssertNone(() =>
        {
            Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
            Span<HeaderSlot> more = stackalloc HeaderSlot[SipParser.MaxHeaders];
            SipParser.Parse(response, slots, ParseLimits.Default, out var refusal);
            SipParser.Parse(request, more, ParseLimits.Default, out var refused);
            Assert.True(_client.Take(refusal, refused, _secrets) == ChallengeOutcome.Answerable);
            var writer = new SipWriter(room);
            _client.Write(ref writer, _secrets, SipMethod.Invite, "sip:b@carrier.example"u8, "0123456789abcdef"u8);
            Assert.True(!writer.Failed && writer.Length > 100);
            _client.Clear();
        });
        Assert.Equal(0, _buffers.RentedCount);
    }

    private ChallengeOutcome Take(byte[] request, params string[] challenges)
    {
        Span<HeaderSlot> slots = new HeaderSlot[SipParser.MaxHeaders];
        Span<HeaderSlot> more = new HeaderSlot[SipParser.MaxHeaders];
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(Response(challenges), slots, ParseLimits.Default, out var refusal));
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(request, more, ParseLimits.Default, out var refused));
        return _client.Take(refusal, refused, _secrets);
    }

    private string Answer(SipMethod method = SipMethod.Invite)
    {
        var writer = new SipWriter(new byte[5000]);
        _client.Write(ref writer, _secrets, method, "sip:b@carrier.example"u8, "0123456789abcdef"u8);
        Assert.False(writer.Failed);
        return Encoding.ASCII.GetString(writer.Written);
    }

    private bool IsRight(string line, string method = "INVITE")
    {
        var value = Encoding.ASCII.GetBytes(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        Assert.Equal(DigestParseStatus.Complete, DigestCredentials.TryParse(value, new byte[100], out var credentials));
        Span<byte> ha1 = stackalloc byte[64];
        var length = _secrets.WriteHa1(credentials.Algorithm, credentials.Realm, ha1);
        return DigestResponse.Verify(credentials, Encoding.ASCII.GetBytes(method), ha1[..length]);
    }

    private static byte[] Response(params string[] challenges) => Encoding.ASCII.GetBytes(
        "SIP/2.0 407 Proxy Authentication Required\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
        + "From: <sip:a@b>;tag=1\r\nTo: <sip:b@c>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n"
        + string.Concat(challenges.Select(static challenge => string.Create(
            CultureInfo.InvariantCulture, $"Proxy-Authenticate: {challenge}\r\n"))) + "Content-Length: 0\r\n\r\n");

    private static byte[] Request(string credentials) => Encoding.ASCII.GetBytes(
        "INVITE sip:b@carrier.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
        + $"From: <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n{credentials}Content-Length: 0\r\n\r\n");

    private sealed class Secrets : IDigestSecrets
    {
        public bool AnyRealm { get; set; }

        public ReadOnlySpan<byte> Username => "alice"u8;

        public DigestAlgorithm MinAlgorithm { get; set; }

        public bool Covers(ReadOnlySpan<byte> realm) =>
            AnyRealm || realm.SequenceEqual("carrier.example"u8) || realm.SequenceEqual("second.example"u8);

        public int WriteHa1(DigestAlgorithm algorithm, ReadOnlySpan<byte> realm, Span<byte> hex) =>
            DigestResponse.WriteHa1(algorithm, Username, realm, "secret"u8, hex);
    }
}

internal static class HeaderText
{
    public static List<string> Lines(this string headers) => [.. headers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
}

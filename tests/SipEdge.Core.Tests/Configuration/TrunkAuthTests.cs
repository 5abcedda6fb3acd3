using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

public sealed class TrunkAuthTests
{
    private static readonly TrunkAuthOptions Right = new()
    {
        Username = "account",
        Password = TestOptions.Password("secret"),
        Realms = ["carrier.example"],
        MinAlgorithm = DigestAlgorithm.Sha256,
    };

    [Fact]
    public void Credentials_cover_the_realms_that_are_written_and_no_other()
    {
        var credentials = Compile(Right)!;
        Assert.True(credentials.Covers("carrier.example"u8));
        Assert.False(credentials.Covers("Carrier.example"u8));
        Assert.False(credentials.Covers("*"u8));
        Span<byte> hex = stackalloc byte[64];
        Assert.Equal(64, credentials.WriteHa1(DigestAlgorithm.Sha256, "carrier.example"u8, hex));
        // No weaker hash than may be used is kept.
        Assert.Equal(0, credentials.WriteHa1(DigestAlgorithm.Md5, "carrier.example"u8, hex));
    }

    [Fact]
    public void A_star_covers_every_realm_with_the_password()
    {
        var credentials = Compile(Right with { Realms = ["*"] })!;
        var hex = new byte[64];
        var expected = new byte[64];
        Assert.True(credentials.Covers("anything"u8));
        Assert.Equal(64, credentials.WriteHa1(DigestAlgorithm.Sha256, "anything"u8, hex));
        DigestResponse.WriteHa1(DigestAlgorithm.Sha256, "account"u8, "anything"u8, "secret"u8, expected);
        Assert.Equal(expected, hex);
    }

    [Fact]
    public void Nothing_that_prints_credentials_prints_a_secret()
    {
        var credentials = Compile(Right)!;
        Assert.Equal("account", credentials.ToString());
        Assert.DoesNotContain(typeof(TrunkCredentials).GetProperties(), property =>
            property.PropertyType != typeof(ReadOnlySpan<byte>) && property.GetValue(credentials) is byte[] or Secret);
    }

    [Fact]
    public void Credentials_are_the_same_when_user_realms_and_secret_are()
    {
        var credentials = Compile(Right)!;
        Assert.True(credentials.IsSameAs(Compile(Right)));
        Assert.False(credentials.IsSameAs(null));
        Assert.False(credentials.IsSameAs(Compile(Right with { Username = "other" })));
        Assert.False(credentials.IsSameAs(Compile(Right with { Password = TestOptions.Password("other") })));
        Assert.False(credentials.IsSameAs(Compile(Right with { Realms = ["other"] })));
        Assert.False(credentials.IsSameAs(Compile(Right with { Realms = ["*"] })));
    }

    [Fact]
    public void What_is_right_draws_no_complaint() => Assert.Empty(Complaints(Right));

    [Fact]
    public void Every_mistake_has_its_complaint()
    {
        var hash = new Ha1Options { Md5 = TestOptions.Password("0123456789abcdef0123456789abcdef") };
        Assert.Contains("auth: no realm is named", Complaint(Right with { Realms = [] }), StringComparison.Ordinal);
        Assert.Contains("auth.username", Complaint(Right with { Username = "" }), StringComparison.Ordinal);
        Assert.Contains("auth: credentials need", Complaint(Right with { Password = null }), StringComparison.Ordinal);
        Assert.Contains("auth: password and ha1 exclude", Complaint(Right with { Ha1 = hash, MinAlgorithm = DigestAlgorithm.Md5 }, 2), StringComparison.Ordinal);
        Assert.Contains("auth.realms: \"*\" is every realm", Complaint(Right with { Realms = ["*", "x"] }, 2), StringComparison.Ordinal);
        Assert.Contains("guess the password", Complaint(Right with { Realms = ["*"] }), StringComparison.Ordinal);
        Assert.Contains("auth.ha1: HA1 values belong", Complaint(
            Right with { Password = null, Ha1 = hash, MinAlgorithm = DigestAlgorithm.Md5, Realms = ["a", "b"] }, 2), StringComparison.Ordinal);
        Assert.Contains("auth.min_algorithm: there is no HA1", Complaint(Right with { Password = null, Ha1 = hash }), StringComparison.Ordinal);
        Assert.Contains("auth.require_tls_for_auth", Complaint(Right with { RequireTlsForAuth = true }), StringComparison.Ordinal);
        Assert.Contains("quickly guessed from MD5", Complaint(Right with { MinAlgorithm = DigestAlgorithm.Md5 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_tls_alone_md5_needs_no_warning()
    {
        var options = Options(Right with { MinAlgorithm = DigestAlgorithm.Md5, RequireTlsForAuth = true });
        var trunk = options.Trunks["carrier"];
        options = options with
        {
            Trunks = options.Trunks.SetItem("carrier", trunk with
            {
                Gateways = [TestOptions.Gateway("a", "192.0.2.1") with { Transport = TransportKind.Tls, TlsName = "a.example" }],
                Security = TrunkSecurity.Mixed,
            }),
        };
        Assert.DoesNotContain(TestOptions.Problems(options), problem => problem.Path.Contains("auth", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_password_is_found() =>
        Assert.Contains("auth.password", Complaint(Right with { Password = TestOptions.Password("") }), StringComparison.Ordinal);

    private static string Complaint(TrunkAuthOptions auth, int most = 1)
    {
        var complaints = Complaints(auth);
        Assert.InRange(complaints.Count, 1, most);
        return string.Join('\n', complaints);
    }

    private static List<string> Complaints(TrunkAuthOptions auth) =>
        [.. TestOptions.Problems(Options(auth)).Select(problem => $"{problem.Path}: {problem.Message}")
            .Where(text => text.StartsWith("trunks.carrier.auth", StringComparison.Ordinal))];

    private static TrunkCredentials? Compile(TrunkAuthOptions auth) => TestOptions.Compile(Options(auth)).Trunks[0].Credentials;

    private static EdgeOptions Options(TrunkAuthOptions auth) => TestOptions.Edge() with
    {
        Trunks = TestOptions.Named(("carrier", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.1")) with { Auth = auth })),
    };
}

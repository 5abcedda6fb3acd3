using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

/// <summary>X-18: a token is changed at the peers while both work, and after the overlap only the new one does.</summary>
public class TokenRotationTests
{
    private const string Sid = "X-Auth-EndpointSid: sid-1";
    private const string New = "X-Auth-VoipToken: new-token";
    private const string Old = "X-Auth-VoipToken: old-token";
    private const string Wrong = "X-Auth-VoipToken: wrong-token";

    private static readonly DateTimeOffset Rotated = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Rotated.AddDays(1);

    [Fact]
    public void Both_tokens_work_during_the_overlap_and_only_the_new_one_after_it()
    {
        var caller = Call();
        caller.Time = End.AddTicks(-1);
        Assert.Equal((ReasonCode.TokenAdmitted, TokenMatch.Current), Read(caller.Decide(Sid, New)));
        Assert.Equal((ReasonCode.TokenAdmitted, TokenMatch.Previous), Read(caller.Decide(Sid, Old)));
        caller.Time = End;
        Assert.Equal((ReasonCode.TokenAdmitted, TokenMatch.Current), Read(caller.Decide(Sid, New)));
        Assert.Equal((ReasonCode.TokenExpired, TokenMatch.None), Read(caller.Decide(Sid, Old)));
    }

    [Fact]
    public void An_expired_token_is_answered_exactly_like_a_wrong_one()
    {
        var caller = Call();
        caller.Time = End.AddHours(1);
        var expired = caller.Decide(Sid, Old);
        var wrong = caller.Decide(Sid, Wrong);
        Assert.Equal((ReasonCode.TokenExpired, ReasonCode.TokenWrong), (expired.Reason, wrong.Reason));
        Assert.Equal((wrong.Verdict, wrong.Status, wrong.Stale), (expired.Verdict, expired.Status, expired.Stale));
        Assert.Equal(Shape(caller.Challenge(wrong)), Shape(caller.Challenge(expired)));

        static string Shape(string challenge) => System.Text.RegularExpressions.Regex.Replace(challenge, "nonce=\"[^\"]*\"", "nonce");
    }

    [Fact]
    public void A_token_without_a_second_line_has_no_other_beside_it()
    {
        var caller = Call("new-token");
        Assert.Equal(ReasonCode.TokenAdmitted, caller.Decide(Sid, New).Reason);
        Assert.Equal(ReasonCode.TokenWrong, caller.Decide(Sid, Old).Reason);
        Assert.Equal(ReasonCode.TokenWrong, caller.Decide(Sid, "X-Auth-VoipToken: new-token since 2026-11-21T10:00:00Z").Reason);
    }

    [Fact]
    public void The_model_tells_since_when_and_until_when_and_never_the_token()
    {
        var token = Assert.Single(Model().Tokens);
        Assert.Equal(("sid-1", Rotated, End), (token.Sid, token.Since, token.PreviousUntil));
        foreach (var property in typeof(TokenModel).GetProperties())
        {
            Assert.DoesNotContain("-token", $"{property.GetValue(token)}", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("new\nold", "second line")]
    [InlineData("new since yesterday", "no time")]
    [InlineData("a,b", "no header can carry")]
    [InlineData(" a", "no header can carry")]
    [InlineData("new\no,ld until 2026-11-22T10:00:00Z", "no header can carry")]
    [InlineData("t\u00f6ken", "no header can carry")]
    public void A_file_that_holds_no_usable_token_is_a_configuration_error(string content, string expected)
    {
        var problem = Assert.Single(Problems(content), problem => problem.Severity == ProblemSeverity.Error);
        Assert.Equal("acls.endpoint.tokens[0].token", problem.Path);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_use_is_kept_per_token_over_a_reload_and_a_rotation()
    {
        var uses = new TokenUses();
        var before = Assert.Single(Model("old-token").Tokens);
        uses.Note(before, TokenMatch.Current, Rotated.AddHours(-1));

        var model = Model();
        var after = Assert.Single(model.Tokens);
        uses.KeepOnly(model);
        Assert.Null(uses.LastUsed(after));
        Assert.Equal(Rotated.AddHours(-1), uses.PreviousLastUsed(after));

        uses.Note(after, TokenMatch.Previous, Rotated.AddHours(1));
        uses.Note(after, TokenMatch.Current, Rotated.AddHours(2));
        Assert.Equal((Rotated.AddHours(2), Rotated.AddHours(1)), (uses.LastUsed(after), uses.PreviousLastUsed(after)));

        uses.KeepOnly(Model("another"));
        Assert.Null(uses.LastUsed(after));
    }

    [Fact]
    public void A_right_token_is_known_to_the_decision_also_when_the_address_alone_admits()
    {
        var caller = Call(change: options => options with
        {
            Acls = options.Acls.SetItem("office", new AclOptions { Addresses = [TestOptions.Address("198.51.100.7")] }),
            Domains = TestOptions.Named(("example.net", new DomainOptions { Acls = ["endpoint", "office"] })),
        });
        var decision = caller.Decide(Sid, New);
        Assert.Equal((ReasonCode.AddressAdmitted, "sid-1", TokenMatch.Current), (decision.Reason, decision.Token!.Sid, decision.TokenMatch));
    }

    private static (ReasonCode Reason, TokenMatch Match) Read(in AdmissionDecision decision) => (decision.Reason, decision.TokenMatch);

    private static Caller Call(string? content = null, Func<EdgeOptions, EdgeOptions>? change = null) => new(Model(content, change))
    {
        Transport = TransportKind.Tls,
    };

    private static EdgeModel Model(string? content = null, Func<EdgeOptions, EdgeOptions>? change = null)
    {
        var options = change?.Invoke(Options) ?? Options;
        return ModelCompiler.Compile(options, Secrets(content ?? Rotation), ConfigPositions.None);
    }

    private static string Rotation => "new-token since 2026-11-21T10:00:00Z\nold-token until 2026-11-22T10:00:00Z\n";

    private static EdgeOptions Options => TestOptions.Edge(("endpoint", new AclOptions
    {
        Tokens = [new TokenOptions { Sid = "sid-1", Token = TestOptions.Password("token") }],
    }));

    private static Dictionary<SecretReference, Secret> Secrets(string content) =>
        new() { [TestOptions.Password("token")] = new Secret(System.Text.Encoding.UTF8.GetBytes(content)) };

    private static ProblemList Problems(string content)
    {
        var problems = new ProblemList(ConfigPositions.None);
        SecretsValidator.Validate(Options, Secrets(content), problems);
        return problems;
    }
}

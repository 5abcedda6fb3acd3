using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Tests.Admission;

public class DigestAdmissionTests
{
    private static EdgeOptions Options(AclOptions? phones = null) => TestOptions.Edge(
        ("phones", phones ?? new AclOptions { Accounts = ["anna", "bert"] }),
        ("office", new AclOptions { Addresses = [TestOptions.Address("10.0.0.0/8")] })) with
    {
        Accounts = TestOptions.Named(
            ("anna", new AccountOptions { Password = TestOptions.Password("pa") }),
            ("bert", new AccountOptions { Password = TestOptions.Password("pb") })),
    };

    private static Caller Call(AclOptions? phones = null) => new(TestOptions.Compile(Options(phones)));

    [Fact]
    public void An_INVITE_without_credentials_is_challenged_with_every_algorithm_best_first()
    {
        var caller = Call();
        var decision = caller.Decide();
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.CredentialsMissing, 407), (decision.Verdict, decision.Reason, decision.Status));
        var lines = caller.Challenge(decision).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Collection(lines,
            first => Assert.Matches("^Proxy-Authenticate: Digest realm=\"example.net\", nonce=\"[0-9a-f]+\", algorithm=SHA-256, qop=\"auth\"$", first),
            second => Assert.Contains("algorithm=MD5", second));
    }

    [Theory]
    [InlineData(ChallengeMode.Auto, "INVITE", 407)]
    [InlineData(ChallengeMode.Auto, "MESSAGE", 407)]
    [InlineData(ChallengeMode.Auto, "REGISTER", 401)]
    [InlineData(ChallengeMode.Always401, "INVITE", 401)]
    [InlineData(ChallengeMode.Always407, "REGISTER", 407)]
    public void The_challenge_is_401_or_407_and_never_both(ChallengeMode mode, string method, int status)
    {
        var options = Options();
        options = options with { Domains = options.Domains.SetItem("example.net", options.Domains["example.net"] with { Challenge = mode }) };
        var caller = new Caller(TestOptions.Compile(options)) { Method = method };
        var decision = caller.Decide();
        Assert.Equal(status, decision.Status);
        var text = caller.Challenge(decision);
        Assert.Equal(status == 407, text.Contains("Proxy-Authenticate"));
        Assert.Equal(status == 401, text.Contains("WWW-Authenticate"));
    }

    [Theory]
    [InlineData(DigestAlgorithm.Sha256, "Proxy-Authorization")]
    [InlineData(DigestAlgorithm.Md5, "Proxy-Authorization")]
    [InlineData(DigestAlgorithm.Sha256, "Authorization")]
    public void A_right_answer_is_admitted_as_the_account(DigestAlgorithm algorithm, string header)
    {
        var caller = Call();
        var decision = caller.Decide(caller.Digest("anna", "pa", algorithm: algorithm, header: header));
        Assert.Equal((AdmissionVerdict.Admit, ReasonCode.DigestAdmitted, "anna", "phones"),
            (decision.Verdict, decision.Reason, decision.Account!.Name, decision.Acl!.Name));
    }

    [Fact]
    public void An_algorithm_that_was_not_offered_is_not_accepted()
    {
        var caller = Call();
        var decision = caller.Decide(caller.Digest("anna", "pa", algorithm: DigestAlgorithm.Sha512_256));
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.AlgorithmNotOffered), (decision.Verdict, decision.Reason));
    }

    [Fact]
    public void Unknown_user_and_wrong_password_get_the_same_answer()
    {
        var caller = Call();
        var wrong = caller.Decide(caller.Digest("anna", "no"));
        var unknown = caller.Decide(caller.Digest("nobody", "no"));
        Assert.Equal((ReasonCode.WrongPassword, ReasonCode.UnknownUser), (wrong.Reason, unknown.Reason));
        Assert.Equal((wrong.Verdict, wrong.Status, wrong.Stale), (unknown.Verdict, unknown.Status, unknown.Stale));
        Assert.Equal(Shape(caller.Challenge(wrong)), Shape(caller.Challenge(unknown)));

        static string Shape(string challenge) => System.Text.RegularExpressions.Regex.Replace(challenge, "nonce=\"[^\"]*\"", "nonce");
    }

    /// <summary>RFC 7616 §5.3: neither the answer nor the work tells which users exist.</summary>
    [Theory]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Md5)]
    public void M_13_unknown_user_wrong_password_and_another_domains_account_take_the_same_work(DigestAlgorithm algorithm)
    {
        var options = Options();
        options = options with
        {
            Acls = options.Acls.Add("others", new AclOptions { Accounts = ["carl"] }),
            // With the value of one algorithm only: the other one's work is done on a decoy.
            Accounts = options.Accounts.Add("carl", new AccountOptions { Password = TestOptions.Password("pc") })
                .Add("dora", new AccountOptions { Ha1 = new Ha1Options { Sha256 = TestOptions.Password(new string('0', 64)) } }),
            Domains = options.Domains.Add("example.org", new DomainOptions { Acls = ["others"] }),
        };
        options = options with { Acls = options.Acls.SetItem("phones", new AclOptions { Accounts = ["anna", "dora"] }) };
        var caller = new Caller(TestOptions.Compile(options));
        var nonce = caller.Nonce("example.net");
        var work = new Dictionary<string, long>();
        foreach (var (user, password) in new[] { ("anna", "no"), ("nobody", "no"), ("carl", "pc"), ("dora", "no"), ("anna", "pa") })
        {
            var request = caller.Request(caller.Digest(user, password, nonce: nonce, algorithm: algorithm));
            var before = DigestResponse.HashesOnThisThread;
            caller.Decide(request);
            work.Add($"{user} {password}", DigestResponse.HashesOnThisThread - before);
        }
        Assert.All(work, row => Assert.Equal(("all", 2L), ("all", row.Value)));
    }

    [Fact]
    public void M_02_an_MD5_answer_where_only_SHA_256_is_offered_is_refused_and_says_so()
    {
        var options = Options();
        options = options with
        {
            Domains = TestOptions.Named(("example.net", new DomainOptions { Acls = ["phones"], Algorithms = [DigestAlgorithm.Sha256] })),
        };
        var caller = new Caller(TestOptions.Compile(options));
        var decision = caller.Decide(caller.Digest("anna", "pa", algorithm: DigestAlgorithm.Md5));
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.AlgorithmNotOffered), (decision.Verdict, decision.Reason));
        // RFC 3261 §22.4: without the parameter it is MD5.
        var bare = caller.Digest("anna", "pa", algorithm: DigestAlgorithm.Md5).Replace(", algorithm=MD5", "", StringComparison.Ordinal);
        Assert.Equal(ReasonCode.AlgorithmNotOffered, caller.Decide(bare).Reason);
        Assert.DoesNotContain("MD5", caller.Challenge(decision), StringComparison.Ordinal);
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa")).Reason);
    }

    /// <summary>
    /// RFC 8760 §2.4: one header for each algorithm, best first, the same realm in each and no algorithm twice; and the same list
    /// for everybody, whatever the user's own values are.
    /// </summary>
    [Fact]
    public void M_03_every_challenge_lists_the_same_algorithms_best_first()
    {
        var options = Options();
        options = options with
        {
            Domains = TestOptions.Named(("example.net", new DomainOptions
            {
                Acls = ["phones"],
                Algorithms = [DigestAlgorithm.Sha512_256, DigestAlgorithm.Sha256, DigestAlgorithm.Md5],
            })),
        };
        var caller = new Caller(TestOptions.Compile(options));
        foreach (var header in new[] { "X-None: 1", caller.Digest("anna", "no"), caller.Digest("nobody", "no") })
        {
            var lines = caller.Challenge(caller.Decide(header)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(["SHA-512-256", "SHA-256", "MD5"],
                lines.Select(line => System.Text.RegularExpressions.Regex.Match(line, "algorithm=([^,]+)").Groups[1].Value));
            Assert.All(lines, line => Assert.StartsWith("Proxy-Authenticate: Digest realm=\"example.net\"", line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_account_of_another_domain_is_an_unknown_user_here()
    {
        var options = Options();
        options = options with
        {
            Acls = options.Acls.Add("others", new AclOptions { Accounts = ["carl"] }),
            Accounts = options.Accounts.Add("carl", new AccountOptions { Password = TestOptions.Password("pc") }),
            Domains = options.Domains.Add("example.org", new DomainOptions { Acls = ["others"], Realm = "example.net" }),
        };
        var caller = new Caller(TestOptions.Compile(options));
        Assert.Equal(ReasonCode.UnknownUser, caller.Decide(caller.Digest("carl", "pc")).Reason);
        caller.Uri = "sip:100@example.org";
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("carl", "pc")).Reason);
    }

    [Fact]
    public void Credentials_for_another_realm_are_as_good_as_none()
    {
        var caller = Call();
        Assert.Equal(ReasonCode.CredentialsMissing, caller.Decide(caller.Digest("anna", "pa", realm: "example.org")).Reason);
    }

    [Fact]
    public void Of_several_credentials_those_for_our_realm_count()
    {
        var caller = Call();
        var decision = caller.Decide(
            "Authorization: Basic YTpi", caller.Digest("x", "y", realm: "pbx.example"), caller.Digest("anna", "pa"));
        Assert.Equal(ReasonCode.DigestAdmitted, decision.Reason);
    }

    [Fact]
    public void An_expired_nonce_with_a_right_password_is_stale_and_with_a_wrong_one_it_is_not()
    {
        var caller = Call();
        var nonce = caller.Nonce("example.net");
        caller.Now += 301_000;
        var decision = caller.Decide(caller.Digest("anna", "pa", nonce: nonce));
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.StaleNonce, true), (decision.Verdict, decision.Reason, decision.Stale));
        Assert.Contains("stale=true", caller.Challenge(decision));
        Assert.False(caller.Decide(caller.Digest("anna", "no", nonce: nonce)).Stale);
    }

    [Theory]
    [InlineData("made-up")]
    [InlineData("00000000000f4240000000000000000000000000000000000000000a")]
    public void A_nonce_that_is_not_ours_is_not_accepted(string nonce)
    {
        var caller = Call();
        var decision = caller.Decide(caller.Digest("anna", "pa", nonce: nonce));
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.ForgedNonce), (decision.Verdict, decision.Reason));
    }

    /// <summary>A phone that kept a nonce over a restart of the edge need not ask its user again (RFC 7616 §3.3).</summary>
    [Fact]
    public void A_nonce_of_an_earlier_key_with_a_right_password_is_stale()
    {
        var before = new Caller(TestOptions.Compile(Options()), "another key, from before it");
        var caller = Call();
        var nonce = before.Nonce("example.net");
        Assert.True(caller.Decide(caller.Digest("anna", "pa", nonce: nonce)).Stale);
        Assert.False(caller.Decide(caller.Digest("anna", "no", nonce: nonce)).Stale);
    }

    [Fact]
    public void A_full_table_of_nonces_admits_nobody_new_and_says_why()
    {
        var caller = new Caller(TestOptions.Compile(Options())) { Counts = new NonceCounts(1) };
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa")).Reason);
        var decision = caller.Decide(caller.Digest("anna", "pa"));
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.NonceTableFull, true), (decision.Verdict, decision.Reason, decision.Stale));
    }

    [Fact]
    public void A_nonce_of_another_realm_is_not_accepted()
    {
        var caller = Call();
        Assert.Equal(ReasonCode.ForgedNonce, caller.Decide(caller.Digest("anna", "pa", nonce: caller.Nonce("example.org"))).Reason);
    }

    [Fact]
    public void A_nonce_count_is_good_for_one_use()
    {
        var caller = Call();
        var nonce = caller.Nonce("example.net");
        var request = caller.Request(caller.Digest("anna", "pa", nonce: nonce));
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(request).Reason);
        var again = caller.Decide(request);
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.ReplayedNonce, true), (again.Verdict, again.Reason, again.Stale));
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa", nonce: nonce, count: 2)).Reason);
    }

    [Fact]
    public void A_client_without_qop_uses_a_nonce_once()
    {
        var caller = Call();
        var header = caller.Digest("anna", "pa", qop: false, algorithm: DigestAlgorithm.Md5);
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(header).Reason);
        Assert.Equal(ReasonCode.ReplayedNonce, caller.Decide(header).Reason);
    }

    [Fact]
    public void Wrong_passwords_do_not_fill_the_table_of_nonces()
    {
        var caller = Call();
        for (var i = 0; i < 50; i++)
        {
            caller.Decide(caller.Digest("anna", "no"));
        }
        Assert.Equal(0, caller.Counts.Count);
    }

    [Theory]
    [InlineData("sip:200@example.net", false)]
    [InlineData("sip:100@example.org", false)]
    [InlineData("sip:100@EXAMPLE.NET;transport=udp", true)]
    public void A_digest_for_another_request_uri_is_not_accepted(string uri, bool admitted)
    {
        var caller = Call();
        var decision = caller.Decide(caller.Digest("anna", "pa", uri: uri));
        Assert.Equal(admitted ? ReasonCode.DigestAdmitted : ReasonCode.DigestUriMismatch, decision.Reason);
    }

    [Theory]
    [InlineData("Proxy-Authorization: Digest username=\"anna\", realm=\"example.net\"", ReasonCode.CredentialsMalformed, 400)]
    [InlineData("Proxy-Authorization: Digest username=\"anna\", username=\"bert\"", ReasonCode.CredentialsMalformed, 400)]
    [InlineData("Proxy-Authorization: Digest algorithm=MD4, username=\"a\", realm=\"example.net\", nonce=\"n\", uri=\"u\", response=\"r\"", ReasonCode.AlgorithmNotOffered, 407)]
    [InlineData("Proxy-Authorization: Bearer abc", ReasonCode.CredentialsMissing, 407)]
    public void What_cannot_be_used_is_told_by_name(string header, ReasonCode reason, int status)
    {
        var decision = Call().Decide(header);
        Assert.Equal((reason, status), (decision.Reason, decision.Status));
    }

    [Fact]
    public void A_right_password_from_a_wrong_subnet_is_refused()
    {
        var restricted = new AclOptions { Accounts = ["anna"], Addresses = [TestOptions.Address("198.51.100.0/24")] };
        var options = Options(restricted) with { };
        options = options with
        {
            Acls = options.Acls.Add("roaming", new AclOptions { Accounts = ["bert"] }),
            Domains = options.Domains.SetItem("example.net", new DomainOptions { Acls = ["phones", "office", "roaming"] }),
        };
        var caller = new Caller(TestOptions.Compile(options)) { From = "203.0.113.9:5060" };
        var decision = caller.Decide(caller.Digest("anna", "pa"));
        Assert.Equal((AdmissionVerdict.Refuse, ReasonCode.AddressRestricted, 403), (decision.Verdict, decision.Reason, decision.Status));
        Assert.Equal(ReasonCode.WrongPassword, caller.Decide(caller.Digest("anna", "no")).Reason);
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("bert", "pb")).Reason);
        caller.From = "198.51.100.7:5060";
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa")).Reason);
    }

    [Fact]
    public void Where_no_credential_could_help_nobody_is_asked_for_one()
    {
        var restricted = new AclOptions { Accounts = ["anna"], Addresses = [TestOptions.Address("198.51.100.0/24")] };
        var caller = Call(restricted);
        caller.From = "203.0.113.9:5060";
        var decision = caller.Decide(caller.Digest("anna", "pa"));
        Assert.Equal((AdmissionVerdict.Drop, ReasonCode.UnknownSource), (decision.Verdict, decision.Reason));
    }

    [Fact]
    public void An_address_of_one_ACL_and_an_account_of_another_do_not_add_up()
    {
        var options = TestOptions.Edge(
            ("a", new AclOptions { Addresses = [TestOptions.Address("198.51.100.0/24")], Accounts = ["anna"] }),
            ("b", new AclOptions { Addresses = [TestOptions.Address("203.0.113.0/24")], Accounts = ["bert"] })) with
        {
            Accounts = Options().Accounts,
        };
        var caller = new Caller(TestOptions.Compile(options));
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa")).Reason);
        Assert.Equal(ReasonCode.AddressRestricted, caller.Decide(caller.Digest("bert", "pb")).Reason);
    }

    [Theory]
    [InlineData("Anna")]
    [InlineData("anna ")]
    [InlineData("")]
    public void User_names_are_compared_exactly(string user)
    {
        var caller = Call();
        Assert.NotEqual(AdmissionVerdict.Admit, caller.Decide(caller.Digest(user, "pa")).Verdict);
    }

    [Fact]
    public void A_trusted_address_needs_no_digest()
    {
        var caller = Call();
        caller.From = "10.0.0.1:5060";
        Assert.Equal(ReasonCode.AddressAdmitted, caller.Decide().Reason);
    }

    [Fact]
    public void HA1_values_admit_like_the_password_they_were_made_from()
    {
        // printf 'anna:example.net:pa' | openssl dgst -sha256
        var ha1 = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("anna:example.net:pa"u8));
        var options = Options() with
        {
            Accounts = Options().Accounts.SetItem(
                "anna", new AccountOptions { Ha1 = new Ha1Options { Sha256 = TestOptions.Password(ha1) } }),
        };
        var caller = new Caller(TestOptions.Compile(options));
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa")).Reason);
        Assert.Equal(ReasonCode.WrongPassword, caller.Decide(caller.Digest("anna", "pa", algorithm: DigestAlgorithm.Md5)).Reason);
    }
}

using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

public sealed class RegisterTests
{
    [Fact]
    public void A_phone_is_challenged_by_the_edge_and_registered_at_the_pbx_under_the_edges_own_contact()
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();

        Assert.Equal([401, 200], phone.Answers);
        Assert.Matches("^sip:ph[0-9a-f]{32}@10.0.0.1:5060$", scenario.OnlyContact);
        Assert.Contains("Contact: <sip:p1@10.0.1.20:5060>;expires=90\r\n", phone.LastAnswer, StringComparison.Ordinal);
        var asked = Assert.Single(scenario.Pbx.Messages);
        Assert.StartsWith("REGISTER sip:edge.example SIP/2.0\r\n", asked, StringComparison.Ordinal);
        Assert.Contains(">;expires=3600\r\n", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.1.20", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", asked, StringComparison.Ordinal);
        var status = Assert.Single(scenario.Phones);
        Assert.Equal(("sip:p1@edge.example", "udp", "10.0.1.20:5060", "handset", "registered", true),
            (status.Aor, status.Transport, status.Source, status.UserAgent, status.Pbx, status.Reachable));
        Assert.Equal("registered", Assert.Single(scenario.Edge.PhoneRecords).Event);
    }

    [Fact]
    public void Refreshes_are_answered_from_what_is_known_until_half_of_the_pbx_registration_has_passed()
    {
        using var scenario = new PhoneScenario(change: static phones => phones with { CheckInterval = TimeSpan.Zero });
        var phone = scenario.Phone(1);
        phone.Stays = true;
        phone.Register(scenario.Edge.Now);
        scenario.Run(1_750_000);
        Assert.Single(scenario.Pbx.AskedAt);
        Assert.True(scenario.Counters.Kept > 30, $"{scenario.Counters.Kept} refreshes");

        scenario.Run(1_050_000);
        Assert.Equal(2, scenario.Pbx.AskedAt.Count);
        var second = scenario.Pbx.AskedAt[1] - scenario.Pbx.AskedAt[0];
        Assert.InRange(second, 1_800_000, 2_700_000 + 60_000);
        Assert.True(phone.Registered);
        Assert.Single(scenario.Pbx.Contacts);
        Assert.DoesNotContain(503, phone.Answers);
    }

    [Fact]
    public void A_phone_that_comes_no_more_is_forgotten_and_taken_back_at_the_pbx()
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run(100_000);

        Assert.Empty(scenario.Phones);
        Assert.Empty(scenario.Pbx.Contacts);
        Assert.Equal(["registered", "expired"], scenario.Edge.PhoneRecords.Select(record => record.Event));
        Assert.Equal(1, scenario.Counters.Expired);
        scenario.Edge.RunToTheEnd();
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    public void Leaving_takes_the_contact_back_at_once(string contact)
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        phone.Expires = 0;
        phone.Contact = contact.Length > 0 ? contact : phone.Contact;
        phone.Register(scenario.Edge.Now);
        scenario.Run();

        Assert.Equal(200, phone.Answers[^1]);
        Assert.DoesNotContain("Contact:", phone.LastAnswer, StringComparison.Ordinal);
        Assert.Empty(scenario.Phones);
        Assert.Empty(scenario.Pbx.Contacts);
    }

    [Fact]
    public void A_phone_that_was_switched_off_and_on_has_the_same_contact_at_the_pbx_wherever_it_now_is()
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1);
        phone.Contact = "<sip:p1@10.0.1.20:5060;ob>;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>\"";
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        var first = scenario.OnlyContact;

        phone.Reboot();
        phone.Contact = phone.Contact.Replace("5060", "48123", StringComparison.Ordinal);
        phone.Register(scenario.Edge.Now);
        scenario.Run();

        Assert.Equal(first, scenario.OnlyContact);
        Assert.Single(scenario.Pbx.AskedAt);
        Assert.Equal("sip:p1@10.0.1.20:48123;ob", Assert.Single(scenario.Phones).Contact);
    }

    [Fact]
    public void An_edge_that_was_started_anew_registers_a_phone_under_the_contact_it_had()
    {
        using var before = new PhoneScenario();
        var phone = before.Phone(1);
        phone.Register(before.Edge.Now);
        before.Run();
        using var after = new PhoneScenario(seed: 2);
        var again = after.Phone(1);
        again.Register(after.Edge.Now);
        after.Run();
        Assert.Equal(before.OnlyContact, after.OnlyContact);
    }

    [Fact]
    public void Two_phones_of_one_account_are_two_contacts_and_each_hears_of_both()
    {
        using var scenario = new PhoneScenario();
        var desk = scenario.Phone(1);
        var mobile = scenario.Phone(1);
        desk.Register(scenario.Edge.Now);
        scenario.Run();
        mobile.Contact += ";q=0.5";
        mobile.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal(2, scenario.Pbx.Contacts.Count);
        Assert.Contains("10.0.1.20:5060>;expires=", mobile.LastAnswer, StringComparison.Ordinal);
        Assert.Contains("10.0.1.21:5060>;expires=90;q=0.5\r\n", mobile.LastAnswer, StringComparison.Ordinal);
        Assert.Contains(";q=0.5\r\n", scenario.Pbx.Messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_pbx_password_of_an_account_answers_the_challenge_of_the_pbx()
    {
        using var scenario = WithPbxPassword(phones => phones with { Realms = ["pbx"] });
        scenario.Pbx.Challenge = "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"\r\n";
        var with = scenario.Phone(1);
        var without = scenario.Phone(2);
        with.Register(scenario.Edge.Now);
        without.Register(scenario.Edge.Now);
        scenario.Run();

        Assert.Equal([401, 200], with.Answers);
        Assert.Equal([401, 503], without.Answers);
        var answered = Assert.Single(scenario.Pbx.Messages, message => message.Contains("Authorization", StringComparison.Ordinal));
        Assert.Contains("Authorization: Digest username=\"ext1\", realm=\"pbx\", nonce=\"abc\", uri=\"sip:edge.example\"",
            answered, StringComparison.Ordinal);
        Assert.Contains(scenario.Edge.PhoneRecords, record => record is { Event: "refused", Reason: "pbx_challenged" });
        Assert.DoesNotContain("WWW-Authenticate", without.LastAnswer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_request_answers_the_pbx_before_it_asks_and_again_when_its_nonce_has_grown_old()
    {
        using var scenario = WithPbxPassword(phones => phones with { Realms = ["pbx"] });
        scenario.Pbx.Challenge = Challenge("abc");
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        phone.Expires = 0;
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal(3, scenario.Pbx.Messages.Count); // asked, answered, and taken back without being asked
        Assert.Contains("nonce=\"abc\", uri=\"sip:edge.example\", algorithm=MD5, qop=auth, nc=00000001", scenario.Pbx.Messages[1],
            StringComparison.Ordinal);

        // With its last contact everything of it is forgotten, so the PBX asks again, and its nonce is used on.
        phone.Expires = null;
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        scenario.Pbx.Challenge = Challenge("def");
        scenario.Pbx.Nonce = "def";
        phone.Expires = 0;
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Contains("nonce=\"abc\"", scenario.Pbx.Messages[^2], StringComparison.Ordinal);
        Assert.Contains("nc=00000002", scenario.Pbx.Messages[^2], StringComparison.Ordinal);
        Assert.Contains("nonce=\"def\"", scenario.Pbx.Messages[^1], StringComparison.Ordinal);
        Assert.Empty(scenario.Pbx.Contacts);
        scenario.Run(100_000);
        Assert.Equal(0, scenario.Edge.Edge.RentedBuffers);
    }

    [Theory]
    [InlineData("elsewhere", DigestAlgorithm.Md5, "no_credentials_for_realm")]
    [InlineData("pbx", DigestAlgorithm.Sha256, "challenge_too_weak")]
    public void A_challenge_that_nobody_has_named_or_that_is_too_weak_is_not_answered(
        string realm, DigestAlgorithm least, string reason)
    {
        using var scenario = WithPbxPassword(phones => phones with { Realms = ["pbx"], MinAlgorithm = least });
        scenario.Pbx.Challenge = Challenge("abc", realm);
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal([401, 503], phone.Answers);
        Assert.Single(scenario.Pbx.Messages);
        Assert.Contains(scenario.Edge.PhoneRecords, record => record.Event == "refused" && record.Reason == reason);
    }

    [Fact]
    public void A_password_that_the_pbx_does_not_take_is_tried_once()
    {
        using var scenario = WithPbxPassword(phones => phones with { Realms = ["*"] });
        scenario.Pbx.Challenge = Challenge("abc", "any");
        scenario.Pbx.Nonce = "never";
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal(2, scenario.Pbx.Messages.Count);
        Assert.Contains(scenario.Edge.PhoneRecords, record => record is { Event: "refused", Reason: "credentials_refused" });
    }

    [Fact]
    public void A_refusal_of_the_pbx_is_the_phones()
    {
        using var scenario = new PhoneScenario();
        scenario.Pbx.Status = 404;
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal([401, 404], phone.Answers);
        Assert.Empty(scenario.Phones);
        scenario.Edge.RunToTheEnd();
    }

    [Fact]
    public void A_pbx_that_wants_longer_registrations_gets_them()
    {
        using var scenario = new PhoneScenario(change: phones => phones with
        {
            Expires = phones.Expires with { Pbx = TimeSpan.FromMinutes(5) },
        });
        scenario.Pbx.Status = 423;
        scenario.Pbx.Headers = "Min-Expires: 7200\r\n";
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal(2, scenario.Pbx.Messages.Count);
        Assert.Contains(";expires=7200\r\n", scenario.Pbx.Messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_phone_is_promised_no_more_than_the_pbx_has_promised()
    {
        using var scenario = new PhoneScenario();
        scenario.Pbx.Most = 40;
        var phone = scenario.Phone(1);
        phone.Stays = true;
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Contains(";expires=40\r\n", phone.LastAnswer, StringComparison.Ordinal);
        scenario.Run(200_000);
        Assert.True(phone.Registered);
        Assert.True(scenario.Pbx.Contacts.Values.Single() > scenario.Edge.Now, "the PBX has forgotten it");
    }

    [Fact]
    public void While_the_pbx_is_silent_what_it_promised_still_stands_and_nothing_new_does()
    {
        using var scenario = new PhoneScenario();
        scenario.Pbx.Most = 300;
        var known = scenario.Phone(1);
        known.Stays = true;
        known.Register(scenario.Edge.Now);
        scenario.Run();
        (scenario.Pbx.Silent, scenario.SecondPbx.Silent) = (true, true);
        scenario.Run(200_000);
        Assert.True(known.Registered);
        Assert.Contains("does not answer", Assert.Single(scenario.Phones).Pbx, StringComparison.Ordinal);
        Assert.Equal(0, known.TimeOuts);

        var stranger = scenario.Phone(2);
        stranger.Register(scenario.Edge.Now);
        scenario.Run(31_000);
        Assert.Equal(503, stranger.Answers[^1]);
        Assert.Contains("Retry-After: ", stranger.LastAnswer, StringComparison.Ordinal);

        scenario.Run(100_000);
        Assert.False(known.Registered, "the PBX has forgotten it by now");
        (scenario.Pbx.Silent, scenario.SecondPbx.Silent) = (false, false);
        scenario.Run(120_000);
        Assert.True(known.Registered);
    }

    [Fact]
    public void The_second_gateway_of_the_pbx_is_asked_when_the_first_is_silent()
    {
        using var scenario = new PhoneScenario();
        scenario.Pbx.Silent = true;
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run(10_000);
        Assert.True(phone.Registered);
        Assert.Single(scenario.SecondPbx.Contacts);
    }

    [Fact]
    public void A_closed_connection_makes_its_phone_unreachable_and_a_new_one_reachable_again()
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1, TransportKind.Tcp);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal("tcp", Assert.Single(scenario.Phones).Transport);
        scenario.Edge.Network.CutStreams();
        scenario.Run(10);
        Assert.False(Assert.Single(scenario.Phones).Reachable);

        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.True(Assert.Single(scenario.Phones).Reachable);
        Assert.Equal(["registered", "unreachable", "moved"], scenario.Edge.PhoneRecords.Select(record => record.Event));
    }

    [Fact]
    public void A_phone_that_does_not_answer_options_any_more_is_unreachable()
    {
        using var scenario = new PhoneScenario(change: phones => phones with
        {
            Keepalive = new PhoneKeepaliveOptions { Method = PhoneKeepalive.Options, Interval = TimeSpan.FromSeconds(10) },
        });
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run(25_000);
        Assert.Contains("OPTIONS sip:p1@10.0.1.20:5060 SIP/2.0\r\n", phone.LastAnswer, StringComparison.Ordinal);
        Assert.True(Assert.Single(scenario.Phones).Reachable);
        phone.Node.Handler = null;
        scenario.Run(60_000);
        Assert.False(Assert.Single(scenario.Phones).Reachable);
    }

    [Fact]
    public void Line_ends_keep_the_way_through_a_nat_open()
    {
        using var scenario = new PhoneScenario(change: phones => phones with
        {
            Keepalive = new PhoneKeepaliveOptions { Method = PhoneKeepalive.Crlf, Interval = TimeSpan.FromSeconds(25) },
        });
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run(80_000);
        Assert.Equal(3, phone.Messages.Count(message => message == "\r\n\r\n"));
    }

    private static SecretReference TestSecret(string name) => new(SecretKind.Env, name);

    private static string Challenge(string nonce, string realm = "pbx") =>
        $"WWW-Authenticate: Digest realm=\"{realm}\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\"\r\n";

    /// <summary>p1 is ext1 at the PBX.</summary>
    private static PhoneScenario WithPbxPassword(Func<PhoneOptions, PhoneOptions> change) => new(
        change: change,
        edge: options => options with
        {
            Accounts = options.Accounts.SetItem("p1", options.Accounts["p1"] with
            {
                Pbx = new AccountPbxOptions { Username = "ext1", Password = TestSecret("at-the-pbx") },
            }),
        });
}

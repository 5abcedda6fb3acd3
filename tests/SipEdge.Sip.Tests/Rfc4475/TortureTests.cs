using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Rfc4475;

public sealed class TortureTests
{
    /// <summary>
    /// Every message of RFC 4475 §3 and what the parser says of it. What the RFC leaves to layers above (methods, schemes,
    /// extensions, types, hop counts) is <see cref="ParseStatus.Complete"/> here.
    /// </summary>
    public static readonly TheoryData<string, string, ParseStatus> Messages = new()
    {
        { "3.1.1.1", "wsinv", ParseStatus.Complete },

        // Deviates: a NUL is refused even where the RFC allows it, as a quoted-pair; see HeaderLine.
        { "3.1.1.2", "intmeth", ParseStatus.BadHeader },
        { "3.1.1.3", "esc01", ParseStatus.Complete },
        { "3.1.1.4", "escnull", ParseStatus.Complete },
        { "3.1.1.5", "esc02", ParseStatus.Complete },
        { "3.1.1.6", "lwsdisp", ParseStatus.Complete },
        { "3.1.1.7", "longreq", ParseStatus.Complete },
        { "3.1.1.8", "dblreq", ParseStatus.Complete },
        { "3.1.1.9", "semiuri", ParseStatus.Complete },
        { "3.1.1.10", "transports", ParseStatus.Complete },
        { "3.1.1.11", "mpart01", ParseStatus.Complete },
        { "3.1.1.12", "unreason", ParseStatus.Complete },
        { "3.1.1.13", "noreason", ParseStatus.Complete },
        { "3.1.2.1", "badinv01", ParseStatus.BadVia },
        { "3.1.2.2", "clerr", ParseStatus.BodyTruncated },
        { "3.1.2.3", "ncl", ParseStatus.BadContentLength },
        { "3.1.2.4", "scalar02", ParseStatus.BadCSeq },
        { "3.1.2.5", "scalarlg", ParseStatus.BadCSeq },
        { "3.1.2.6", "quotbal", ParseStatus.BadTo },
        { "3.1.2.7", "ltgtruri", ParseStatus.BadRequestUri },
        { "3.1.2.8", "lwsruri", ParseStatus.BadStartLine },
        { "3.1.2.9", "lwsstart", ParseStatus.BadStartLine },
        { "3.1.2.10", "trws", ParseStatus.BadStartLine },
        { "3.1.2.11", "escruri", ParseStatus.BadRequestUri },

        // The RFC lets an element that does not act on Date ignore it.
        { "3.1.2.12", "baddate", ParseStatus.Complete },
        { "3.1.2.13", "regbadct", ParseStatus.BadContact },
        { "3.1.2.14", "badaspec", ParseStatus.BadTo },
        { "3.1.2.15", "baddn", ParseStatus.BadFrom },
        { "3.1.2.16", "badvers", ParseStatus.UnsupportedVersion },
        { "3.1.2.17", "mismatch01", ParseStatus.CSeqMethodMismatch },
        { "3.1.2.18", "mismatch02", ParseStatus.CSeqMethodMismatch },
        { "3.1.2.19", "bigcode", ParseStatus.BadStartLine },
        { "3.2.1", "badbranch", ParseStatus.Complete },
        { "3.3.1", "insuf", ParseStatus.MissingFrom },
        { "3.3.2", "unkscm", ParseStatus.Complete },
        { "3.3.3", "novelsc", ParseStatus.Complete },
        { "3.3.4", "unksm2", ParseStatus.Complete },
        { "3.3.5", "bext01", ParseStatus.Complete },
        { "3.3.6", "invut", ParseStatus.Complete },
        { "3.3.7", "regaut01", ParseStatus.Complete },
        { "3.3.8", "multi01", ParseStatus.DuplicateHeader },
        { "3.3.9", "mcl01", ParseStatus.DuplicateHeader },
        { "3.3.10", "bcast", ParseStatus.Complete },
        { "3.3.11", "zeromf", ParseStatus.Complete },
        { "3.3.12", "cparam01", ParseStatus.Complete },
        { "3.3.13", "cparam02", ParseStatus.Complete },
        { "3.3.14", "regescrt", ParseStatus.Complete },
        { "3.3.15", "sdp01", ParseStatus.Complete },
        { "3.4.1", "inv2543", ParseStatus.Complete },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_message_of_each_section_is_judged_as_expected(string section, string name, ParseStatus expected)
    {
        var status = Status(TortureFile.Read(name));

        Assert.True(expected == status, $"RFC 4475 §{section}, {name}: {status}, not {expected}");
    }

    [Fact]
    public void Every_file_has_a_row_and_every_row_a_file()
    {
        var rows = Messages.Select(row => (string)row[1]).Order();

        Assert.Equal(rows, TortureFile.Names().Order());
        Assert.Equal(49, TortureFile.Names().Count());
    }

    [Fact(Skip = "Quoted NUL: refused by decision (RFC 4475 §3.1.1.2 accepts it); bare CR, LF and NUL never pass the edge")]
    public void Intmeth_is_accepted() => Assert.Equal(ParseStatus.Complete, Status(TortureFile.Read("intmeth")));

    [Fact(Skip = "Date is carried, not read: RFC 4475 §3.1.2.12 asks to refuse it only of elements that act on it")]
    public void Baddate_is_refused() => Assert.NotEqual(ParseStatus.Complete, Status(TortureFile.Read("baddate")));

    [Fact]
    public void Intmeth_without_its_quoted_nul_is_read()
    {
        var message = TortureFile.Read("intmeth");
        message[message.AsSpan().IndexOf((byte)0)] = 1;

        Assert.Equal(ParseStatus.Complete, Status(message));
        Assert.Equal("!interesting-Method0123456789_*+`.%indeed'~", Ask(message, v => Text(v.MethodName)));
        Assert.Equal(SipMethod.Unknown, Ask(message, v => v.Method));
        Assert.Equal("_token~1'+`*%!-.", Ask(message, v => Text(v.FromTag)));
        Assert.Equal("z9hG4bK-.!%66*_+`'~", Ask(message, v => Text(v.TopVia.Branch)));
        Assert.Equal("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{", Ask(message, v => Text(v.CallId)));
        Assert.Equal("\ufeff大停電", Ask(message, v => Text(v.First("extensionHeader-!.%*+_`'~"u8))));
        Assert.True(SipUriView.TryParse(Bytes(Ask(message, v => Text(v.RequestUri))), out var uri));
        Assert.Equal("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", Text(uri.User));
        Assert.Equal("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", Text(uri.Password));
        Assert.Equal("example.com", Text(uri.Host));
    }

    [Fact]
    public void Wsinv_is_read_through_its_folds()
    {
        var message = TortureFile.Read("wsinv");

        Assert.Equal("1918181833n", Ask(message, v => Text(v.ToTag)));
        Assert.Equal("98asjd8", Ask(message, v => Text(v.FromTag)));
        Assert.Equal(68, Ask(message, v => v.MaxForwards));
        Assert.Equal(9u, Ask(message, v => v.CSeq));
        Assert.Equal("192.0.2.2", Ask(message, v => Text(v.TopVia.SentBy)));
        Assert.Equal("390skdjuw", Ask(message, v => Text(v.TopVia.Branch)));
        Assert.Equal(150, Ask(message, v => v.Body.Length));
        Assert.Equal(";;,,;;,;", Ask(message, v => Text(v.First("unknownheaderwithunusualvalue"u8))));
        Assert.True(Ask(message, v => v.Has(HeaderId.Subject) && v.First(HeaderId.Subject).IsEmpty));
        Assert.Equal(["UDP 192.0.2.2 390skdjuw", "TCP spindle.example.com z9hG4bK9ikj8", "UDP 192.168.255.111 z9hG4bK30239"],
            Ask(message, v =>
            {
                var vias = new List<string>();
                foreach (var value in v.Values(HeaderId.Via))
                {
                    Assert.True(ViaView.TryParse(value, out var via));
                    vias.Add($"{Text(via.Transport)} {Text(via.SentBy)} {Text(via.Branch)}");
                }

                return vias;
            }));
        Assert.Equal("0.33", Ask(message, v =>
        {
            Assert.True(NameAddressView.TryParse(v.First(HeaderId.Contact), out var contact));
            Assert.Equal("\"Quoted string \\\"\\\"\"", Text(contact.DisplayName));
            Assert.True(contact.TryGetParameter("newparam"u8, out var newValue));
            Assert.Equal("newvalue", Text(newValue));
            Assert.True(contact.TryGetParameter("q"u8, out var q));
            return Text(q);
        }));
    }

    [Fact]
    public void Escapes_are_kept_and_only_meant_where_the_grammar_says()
    {
        Assert.Equal(SipMethod.Unknown, Ask(TortureFile.Read("esc02"), v => v.Method));
        Assert.Equal(2, Ask(TortureFile.Read("esc02"), v => v.Count(HeaderId.Contact)));
        Assert.True(SipUriView.TryParse(Bytes(Ask(TortureFile.Read("esc01"), v => Text(v.RequestUri))), out var uri));
        Assert.Equal(UriScheme.Sip, uri.Scheme);
        Assert.Equal("sips%3Auser%40example.com", Text(uri.User));
        Assert.True(SipUriView.TryParse(Bytes(Ask(TortureFile.Read("semiuri"), v => Text(v.RequestUri))), out uri));
        Assert.Equal("user;par=u%40example.net", Text(uri.User));
    }

    [Fact]
    public void The_octets_behind_dblreq_are_not_its_body() =>
        Assert.Equal(0, Ask(TortureFile.Read("dblreq"), v => v.Body.Length));

    [Fact]
    public void The_nuls_in_mpart01_are_body()
    {
        var body = Ask(TortureFile.Read("mpart01"), v => v.Body.ToArray());

        Assert.Equal(553, body.Length);
        Assert.Contains((byte)0, body);
        Assert.EndsWith("--7a9cbec02ceef655--\r\n", Text(body), StringComparison.Ordinal);
    }

    [Fact]
    public void Reason_phrases_may_be_odd_or_absent()
    {
        Assert.Equal("= 2**3 * 5**2 но сто девяносто девять - простое",
            Ask(TortureFile.Read("unreason"), v => Text(v.ReasonPhrase)));
        Assert.Equal("", Ask(TortureFile.Read("noreason"), v => Text(v.ReasonPhrase)));
        Assert.Equal(100, Ask(TortureFile.Read("noreason"), v => v.StatusCode));
    }

    [Fact]
    public void Refused_requests_keep_what_an_answer_needs()
    {
        foreach (var name in new[] { "clerr", "ncl", "scalar02", "quotbal", "ltgtruri", "lwsruri", "lwsstart", "trws", "escruri",
            "regbadct", "badaspec", "baddn", "badvers", "mismatch01", "insuf", "multi01", "mcl01" })
        {
            Assert.True(Ask(TortureFile.Read(name), v => v.CanAnswer), name);
        }

        Assert.Equal(505, ParseStatuses.ResponseCode(Status(TortureFile.Read("badvers"))));
    }

    [Fact]
    public void A_parameter_belongs_to_the_header_without_brackets_and_to_the_uri_with_them()
    {
        Assert.Equal("sip:+19725552222@gw1.example.net", ContactUri("cparam01"));
        Assert.Equal("sip:+19725552222@gw1.example.net;unknownparam", ContactUri("cparam02"));
        Assert.Equal("sip:user@example.com?Route=%3Csip:sip.example.com%3E", ContactUri("regescrt"));
    }

    [Fact]
    public void An_rfc_2543_invite_has_neither_tag_nor_branch()
    {
        var message = TortureFile.Read("inv2543");

        Assert.Equal("", Ask(message, v => Text(v.FromTag)));
        Assert.Equal("", Ask(message, v => Text(v.TopVia.Branch)));
        Assert.Equal(-1, Ask(message, v => v.MaxForwards));
        Assert.StartsWith("v=0", Ask(message, v => Text(v.Body)), StringComparison.Ordinal);
    }

    [Fact]
    public void Remaining_details_are_there_for_the_layers_above()
    {
        Assert.Equal("z9hG4bK", Ask(TortureFile.Read("badbranch"), v => Text(v.TopVia.Branch)));
        Assert.Equal(0, Ask(TortureFile.Read("zeromf"), v => v.MaxForwards));
        Assert.Equal(5, Ask(TortureFile.Read("transports"), v => v.Count(HeaderId.Via)));
        Assert.Equal(2, Ask(TortureFile.Read("bcast"), v => v.Count(HeaderId.Via)));
        Assert.Equal(34, Ask(TortureFile.Read("longreq"), v => v.Count(HeaderId.Via)));
        Assert.Equal("nobodyKnowsThisScheme:totallyopaquecontent", Ask(TortureFile.Read("unkscm"), v => Text(v.RequestUri)));
        Assert.Equal(UriScheme.Unknown, SipUriView.SchemeOf(Bytes("soap.beep://192.0.2.103:3002")));
    }

    private static string ContactUri(string name) => Ask(TortureFile.Read(name), v =>
    {
        Assert.True(ContactView.TryParse(v.First(HeaderId.Contact), out var contact));
        return Text(contact.Address.Uri);
    });
}

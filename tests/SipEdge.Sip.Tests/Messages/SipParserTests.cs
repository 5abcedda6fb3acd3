using System.Text;
using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Messages;

public sealed class SipParserTests
{
    [Fact]
    public void An_invite_is_read_whole()
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(SampleMessages.Invite, slots, ParseLimits.Default, out var view);

        Assert.Equal(ParseStatus.Complete, status);
        Assert.True(view.IsRequest);
        Assert.Equal(SipMethod.Invite, view.Method);
        Assert.Equal("INVITE", Text(view.MethodName));
        Assert.Equal("sip:+31201234567@edge.example.com;user=phone", Text(view.RequestUri));
        Assert.Equal(0, view.StatusCode);
        Assert.Equal("84739NGQxZTc0MDhmYjM3YzU2@192.0.2.10", Text(view.CallId));
        Assert.Equal("8f3a6c21", Text(view.FromTag));
        Assert.True(view.ToTag.IsEmpty);
        Assert.Equal(1u, view.CSeq);
        Assert.Equal(70, view.MaxForwards);
        Assert.Equal(-1, view.ProblemOffset);
        Assert.Equal("z9hG4bK-524287-1---7d3f2a1b", Text(view.TopVia.Branch));
        Assert.Equal("UDP", Text(view.TopVia.Transport));
        Assert.Equal("192.0.2.10:5060", Text(view.TopVia.SentBy));
        Assert.True(view.TopVia.HasRport);
        Assert.Equal(197, view.Body.Length);
        Assert.Equal(845, view.Bytes.Length);
        Assert.StartsWith("v=0\r\n", Text(view.Body), StringComparison.Ordinal);
        Assert.Equal(15, view.Headers.Length);
        Assert.Equal("1800", Text(view.First(HeaderId.SessionExpires)));
        Assert.Equal("90", Text(view.First("min-se"u8)));
        Assert.False(view.Has(HeaderId.Route));
    }

    [Fact]
    public void A_response_takes_its_method_from_cseq()
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(SampleMessages.Ok, slots, ParseLimits.Default, out var view);

        Assert.Equal(ParseStatus.Complete, status);
        Assert.False(view.IsRequest);
        Assert.Equal(200, view.StatusCode);
        Assert.Equal("OK", Text(view.ReasonPhrase));
        Assert.Equal(SipMethod.Invite, view.Method);
        Assert.Equal("1928301774", Text(view.ToTag));
        Assert.Equal(-1, view.MaxForwards);
        Assert.Equal(2, view.Count(HeaderId.Via));
        Assert.Equal("203.0.113.5", Text(view.TopVia.Received));
        Assert.Equal("5060", Text(view.TopVia.Rport));
    }

    [Theory]
    [InlineData("Via", ParseStatus.MissingVia, "Missing Via")]
    [InlineData("From", ParseStatus.MissingFrom, "Missing From")]
    [InlineData("To", ParseStatus.MissingTo, "Missing To")]
    [InlineData("Call-ID", ParseStatus.MissingCallId, "Missing Call-ID")]
    [InlineData("CSeq", ParseStatus.MissingCSeq, "Missing CSeq")]
    public void A_missing_header_is_named(string header, ParseStatus expected, string phrase)
    {
        var status = Status(With("", insteadOf: header));

        Assert.Equal(expected, status);
        Assert.Equal(phrase, Text(ParseStatuses.ReasonPhrase(status)));
    }

    [Fact]
    public void Missing_max_forwards_is_accepted() => Assert.Equal(ParseStatus.Complete, Status(With("", "Max-Forwards")));

    [Theory]
    [InlineData("OPTIONS sip:edge.example.comSIP/2.0", ParseStatus.MissingVersion)]
    [InlineData("OPTIONS sip:edge.example.com", ParseStatus.MissingVersion)]
    [InlineData("OPTIONS", ParseStatus.BadStartLine)]
    [InlineData("OPTIONS  sip:edge.example.com SIP/2.0", ParseStatus.BadStartLine)]
    [InlineData("OPTIONS sip:edge.example.com  SIP/2.0", ParseStatus.BadStartLine)]
    [InlineData("OPTIONS sip:edge.example.com SIP/2.0 ", ParseStatus.BadStartLine)]
    [InlineData(" OPTIONS sip:edge.example.com SIP/2.0", ParseStatus.BadStartLine)]
    [InlineData("OPTIONS sip:edge.example.com\tSIP/2.0", ParseStatus.MissingVersion)]
    [InlineData("OPT\0IONS sip:edge.example.com SIP/2.0", ParseStatus.BadStartLine)]
    [InlineData("OPT(IONS sip:edge.example.com SIP/2.0", ParseStatus.BadMethod)]
    [InlineData("OPTIONS <sip:edge.example.com> SIP/2.0", ParseStatus.BadRequestUri)]
    [InlineData("OPTIONS edge.example.com SIP/2.0", ParseStatus.BadRequestUri)]
    [InlineData("OPTIONS sip:edge.example.com?Subject=x SIP/2.0", ParseStatus.BadRequestUri)]
    [InlineData("OPTIONS sip:edge.example.com:99999 SIP/2.0", ParseStatus.BadRequestUri)]
    [InlineData("OPTIONS sip:edge.example.com SIP/3.0", ParseStatus.UnsupportedVersion)]
    [InlineData("OPTIONS sip:edge.example.com HTTP/1.1", ParseStatus.BadStartLine)]
    [InlineData("GET / HTTP/1.1", ParseStatus.BadStartLine)]
    [InlineData("SIP/2.0 200", ParseStatus.BadStartLine)]
    [InlineData("SIP/2.0 2000 OK", ParseStatus.BadStartLine)]
    [InlineData("SIP/2.0 099 OK", ParseStatus.BadStartLine)]
    [InlineData("SIP/2.0 700 OK", ParseStatus.BadStartLine)]
    [InlineData("SIP/2.0 +20 OK", ParseStatus.BadStartLine)]
    [InlineData("SIP/2.1 200 OK", ParseStatus.UnsupportedVersion)]
    [InlineData("SIP/2.0 200 ", ParseStatus.Complete)]
    [InlineData("OPTIONS tel:+31201234567 SIP/2.0", ParseStatus.Complete)]
    [InlineData("OPTIONS urn:service:sos SIP/2.0", ParseStatus.Complete)]
    public void A_start_line_is_judged_precisely(string line, ParseStatus expected) =>
        Assert.Equal(expected, Status(With(line, insteadOf: "OPTIONS")));

    [Theory]
    [InlineData("X-Thing value", ParseStatus.MissingColon)]
    [InlineData("Max-Forwards= 70", ParseStatus.MissingColon)]
    [InlineData(": value", ParseStatus.BadHeader)]
    [InlineData("P-Asserted Identity: tel:+19524563516", ParseStatus.BadHeader)]
    [InlineData("X-Thi\tng: value", ParseStatus.BadHeader)]
    [InlineData("X-Thing: a\0b", ParseStatus.BadHeader)]
    [InlineData("X-Thing: \"a\\\0b\"", ParseStatus.BadHeader)]
    [InlineData("X-Thing: a\rb", ParseStatus.BadHeader)]
    [InlineData("X-Thing: a\nb", ParseStatus.BadHeader)]
    [InlineData("X-Thing: a\nX-Other: b", ParseStatus.BadHeader)]
    [InlineData("X-Thing: a\r\r\nX-Other: b", ParseStatus.BadHeader)]
    [InlineData("X-Thing: a\u001bb", ParseStatus.BadHeader)]
    [InlineData("X-Thing: \"a\\\u0007b\"", ParseStatus.Complete)]
    [InlineData("X-Th\u00e9ng: value", ParseStatus.BadHeader)]
    [InlineData("X-Thing:", ParseStatus.Complete)]
    [InlineData("X-Thing:value\r\n\tgoes on\r\n  and on", ParseStatus.Complete)]
    [InlineData("Max-Forwards: 70", ParseStatus.DuplicateHeader)]
    [InlineData("f: <sip:other@example.com>;tag=2", ParseStatus.DuplicateHeader)]
    [InlineData("t: <sip:other@example.com>", ParseStatus.DuplicateHeader)]
    [InlineData("i: other", ParseStatus.DuplicateHeader)]
    [InlineData("CSEQ : 7 OPTIONS", ParseStatus.DuplicateHeader)]
    [InlineData("l: 0", ParseStatus.DuplicateHeader)]
    [InlineData("Date: never", ParseStatus.Complete)]
    [InlineData("Contact: <sip:a@b?x=y>, sip:c@d", ParseStatus.Complete)]
    [InlineData("Contact: sip:a@b?x=y", ParseStatus.BadContact)]
    [InlineData("Contact: *", ParseStatus.Complete)]
    [InlineData("Contact: *, <sip:a@b>", ParseStatus.BadContact)]
    [InlineData("Contact: \"open <sip:a@b>", ParseStatus.BadContact)]
    public void A_header_line_is_judged_precisely(string line, ParseStatus expected) =>
        Assert.Equal(expected, Status(With(line)));

    [Theory]
    [InlineData("Content-Length", "Content-Length: x", ParseStatus.BadContentLength)]
    [InlineData("Content-Length", "Content-Length: -1", ParseStatus.BadContentLength)]
    [InlineData("Content-Length", "Content-Length: +1", ParseStatus.BadContentLength)]
    [InlineData("Content-Length", "Content-Length: ", ParseStatus.BadContentLength)]
    [InlineData("Content-Length", "Content-Length: 0, 0", ParseStatus.BadContentLength)]
    [InlineData("Content-Length", "Content-Length: 0x0", ParseStatus.BadContentLength)]
    [InlineData("Content-Length", "Content-Length: 1", ParseStatus.BodyTruncated)]
    [InlineData("Content-Length", "Content-Length: 4294967295", ParseStatus.BodyTruncated)]
    [InlineData("Content-Length", "Content-Length: 4294967296", ParseStatus.BadContentLength)]
    [InlineData("Content-Length", "Content-Length: 18446744073709551616", ParseStatus.BadContentLength)]
    [InlineData("Content-Length", "Content-Length: 0000000000000000000000000", ParseStatus.Complete)]
    [InlineData("Content-Length", "Content-Length:\r\n 0", ParseStatus.Complete)]
    [InlineData("Max-Forwards", "Max-Forwards: 255", ParseStatus.Complete)]
    [InlineData("Max-Forwards", "Max-Forwards: 256", ParseStatus.BadMaxForwards)]
    [InlineData("Max-Forwards", "Max-Forwards: seventy", ParseStatus.BadMaxForwards)]
    [InlineData("CSeq", "CSeq: 7 INVITE", ParseStatus.CSeqMethodMismatch)]
    [InlineData("CSeq", "CSeq: 7 options", ParseStatus.CSeqMethodMismatch)]
    [InlineData("CSeq", "CSeq: 2147483647 OPTIONS", ParseStatus.Complete)]
    [InlineData("CSeq", "CSeq: 2147483648 OPTIONS", ParseStatus.BadCSeq)]
    [InlineData("CSeq", "CSeq: 7OPTIONS", ParseStatus.BadCSeq)]
    [InlineData("CSeq", "CSeq: OPTIONS", ParseStatus.BadCSeq)]
    [InlineData("CSeq", "CSeq: 7", ParseStatus.BadCSeq)]
    [InlineData("CSeq", "CSeq: 7 OPT IONS", ParseStatus.BadCSeq)]
    [InlineData("Call-ID", "Call-ID:", ParseStatus.BadCallId)]
    [InlineData("Call-ID", "Call-ID: a b", ParseStatus.BadCallId)]
    [InlineData("Call-ID", "Call-ID: a,b", ParseStatus.BadCallId)]
    [InlineData("From", "From: <sip:a@b>;tag=", ParseStatus.BadFrom)]
    [InlineData("From", "From: <sip:a@b>;tag=1;tag=2", ParseStatus.BadFrom)]
    [InlineData("From", "From: <sip:a@b>;tag=1;", ParseStatus.BadFrom)]
    [InlineData("From", "From: <sip:a@b> tag=1", ParseStatus.BadFrom)]
    [InlineData("From", "From: sip:a@b", ParseStatus.Complete)]
    [InlineData("From", "From:", ParseStatus.BadFrom)]
    [InlineData("To", "To: \"open <sip:a@b>", ParseStatus.BadTo)]
    [InlineData("To", "To: <sip:a@b", ParseStatus.BadTo)]
    [InlineData("To", "To: a@b", ParseStatus.BadTo)]
    [InlineData("Via", "Via: SIP/2.0/UDP 3987654321@test2.example.com;branch=198398334", ParseStatus.BadVia)]
    [InlineData("Via", "Via: SIP/2.0/UDP host;;branch=1", ParseStatus.BadVia)]
    [InlineData("Via", "Via: SIP/2.0/UDP host;branch=", ParseStatus.BadVia)]
    [InlineData("Via", "Via: SIP/2.0/UDP", ParseStatus.BadVia)]
    [InlineData("Via", "Via: HTTP/1.1/UDP host", ParseStatus.BadVia)]
    [InlineData("Via", "Via: SIP/2.0/UDP host", ParseStatus.Complete)]
    [InlineData("Via", "Via: SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1", ParseStatus.Complete)]
    public void A_required_header_is_judged_precisely(string header, string line, ParseStatus expected) =>
        Assert.Equal(expected, Status(With(line, insteadOf: header)));

    [Fact]
    public void The_first_fault_is_reported_and_the_rest_still_read()
    {
        var message = With("Max-Forwards= 70", insteadOf: "Max-Forwards");
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(message, slots, ParseLimits.Default, out var view);

        Assert.Equal(ParseStatus.MissingColon, status);
        Assert.True(ParseStatuses.CanAnswer(status));
        Assert.True(view.CanAnswer);
        Assert.Equal(400, ParseStatuses.ResponseCode(status));
        Assert.Equal("z9hG4bK77ef", Text(view.TopVia.Branch));
        Assert.Equal("probe.1@192.0.2.10", Text(view.CallId));
        Assert.Equal(7u, view.CSeq);
        Assert.StartsWith("Max-Forwards=", Text(message.AsSpan(view.ProblemOffset)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_hidden_behind_white_space_and_case_is_found()
    {
        var message = With("x-AUTH-voipToken \t: secret");

        Assert.Equal("secret", Ask(message, v => Text(v.First("X-Auth-VoipToken"u8))));
        Assert.Equal(1, Ask(message, v => v.Count("X-Auth-VoipToken"u8)));
    }

    [Fact]
    public void A_folded_value_keeps_its_bytes_and_is_marked()
    {
        var message = With("Subject: first\r\n second");

        Assert.Equal("first\r\n second", Ask(message, v => Text(v.First(HeaderId.Subject))));
        Assert.True(Ask(message, v => v.Headers[^1].IsFolded));
        Assert.False(Ask(message, v => v.Headers[0].IsFolded));
    }

    [Fact]
    public void A_first_header_line_cannot_be_a_continuation() =>
        Assert.NotEqual(ParseStatus.Complete, Status(With(" Via: SIP/2.0/UDP host", insteadOf: "Via")));

    [Fact]
    public void A_body_that_starts_with_a_space_is_not_a_continuation()
    {
        byte[] message = [.. With("Content-Length: 3", insteadOf: "Content-Length"), .. " ab"u8];

        Assert.Equal(ParseStatus.Complete, Status(message));
        Assert.Equal(" ab", Ask(message, v => Text(v.Body)));
    }

    [Fact]
    public void Octets_behind_content_length_are_ignored()
    {
        byte[] message = [.. SampleMessages.Options, .. "INVITE sip:evil"u8];

        Assert.Equal(ParseStatus.Complete, Status(message));
        Assert.Equal("", Ask(message, v => Text(v.Body)));
    }

    [Fact]
    public void Without_content_length_the_body_is_the_rest_of_the_datagram()
    {
        byte[] message = [.. With("", insteadOf: "Content-Length"), .. "hello"u8];

        Assert.Equal(ParseStatus.Complete, Status(message));
        Assert.Equal("hello", Ask(message, v => Text(v.Body)));
    }

    [Fact]
    public void Line_breaks_before_the_start_line_are_skipped() =>
        Assert.Equal(ParseStatus.Complete, Status([.. "\r\n\r\n"u8, .. SampleMessages.Options]));

    [Fact]
    public void Lines_that_end_in_bare_line_feeds_are_refused() =>
        Assert.NotEqual(
        ParseStatus.Complete,
        Status(Bytes(Encoding.ASCII.GetString(SampleMessages.Options).Replace("\r\n", "\n"))));

    [Fact]
    public void Limits_hold()
    {
        var exact = SampleMessages.Invite.Length;

        Assert.Equal(ParseStatus.Complete, Status(SampleMessages.Invite, new ParseLimits(MaxMessage: exact)));
        Assert.Equal(ParseStatus.MessageTooLarge, Status(SampleMessages.Invite, new ParseLimits(MaxMessage: exact - 1)));
        Assert.Equal(ParseStatus.Complete, Status(SampleMessages.Invite, new ParseLimits(MaxHeaders: 15)));
        Assert.Equal(ParseStatus.TooManyHeaders, Status(SampleMessages.Invite, new ParseLimits(MaxHeaders: 14)));
        Assert.Equal(ParseStatus.Complete, Status(With("X: " + new string('a', 97)), new ParseLimits(MaxLine: 100)));
        Assert.Equal(ParseStatus.LineTooLong, Status(With("X: " + new string('a', 98)), new ParseLimits(MaxLine: 100)));
    }

    [Fact]
    public void Fewer_slots_than_headers_is_a_status()
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[3];

        var status = SipParser.Parse(SampleMessages.Invite, slots, ParseLimits.Default, out var view);

        Assert.Equal(ParseStatus.TooManyHeaders, status);
        Assert.Equal(3, view.Headers.Length);
        Assert.Equal(ParseStatus.TooManyHeaders, SipParser.Parse(SampleMessages.Invite, default, ParseLimits.Default, out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    public void Senseless_limits_refuse_and_do_not_throw(int limit) =>
        Assert.NotEqual(ParseStatus.Complete, Status(SampleMessages.Invite, new ParseLimits(MaxHeaders: limit)));

    [Fact]
    public void The_empty_message_needs_more_data() => Assert.Equal(ParseStatus.NeedMoreData, Status([]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void No_prefix_of_a_message_is_taken_for_the_message(int sample)
    {
        var message = new[] { SampleMessages.Invite, SampleMessages.Ok, SampleMessages.Options }[sample];
        var head = message.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        for (var length = 0; length < message.Length; length++)
        {
            var expected = length < head ? ParseStatus.NeedMoreData : ParseStatus.BodyTruncated;
            var status = Status(message[..length]);

            Assert.True(status == expected, $"{length}: {status}");
        }
    }

    [Fact]
    public void The_header_pair_example_of_the_trunk_document_lacks_its_call_id()
    {
        var message = SampleMessages.Wire("""
            INVITE sip:1202@carrierx.example.com SIP/2.0
            Via: SIP/2.0/UDP 10.222.2.4:5060
            From: sipp <sip:sipp@10.222.2.4:5060>;tag=1
            To: sut <sip:1202@carrierx.example.com>
            X-Auth-EndpointSid: 92d04fa7-f86f-4acd-a589-860569201845
            X-Auth-VoipToken: your-voip-token-here


            """);

        Assert.Equal(ParseStatus.MissingCallId, Status(message));
        Assert.Equal("Missing Call-ID", Text(ParseStatuses.ReasonPhrase(Status(message))));
        Assert.Equal("your-voip-token-here", Ask(message, v => Text(v.First("x-auth-voiptoken"u8))));
    }

    [Theory]
    [InlineData("INVITE sip:3123456789@test1.sip.messagebird.comSIP/2.0", "Max-Forwards: 70",
        "Via: SIP/2.0/UDP test2.sip.messagebird.com; branch=198398334", ParseStatus.MissingVersion)]
    [InlineData("INVITE sip:3123456789@test1.sip.messagebird.com SIP/2.0", "Max-Forwards= 70",
        "Via: SIP/2.0/UDP test2.sip.messagebird.com; branch=198398334", ParseStatus.MissingColon)]
    [InlineData("INVITE sip:3123456789@test1.sip.messagebird.com SIP/2.0", "Max-Forwards: 70",
        "Via SIP/2.0/UDP 3987654321@test2.sip.messagebird.com; branch=198398334", ParseStatus.MissingColon)]
    [InlineData("INVITE sip:3123456789@test1.sip.messagebird.com SIP/2.0", "Max-Forwards: 70",
        "Via: SIP/2.0/UDP 3987654321@test2.sip.messagebird.com; branch=198398334", ParseStatus.BadVia)]
    [InlineData("INVITE sip:3123456789@test1.sip.messagebird.com SIP/2.0", "Max-Forwards: 70",
        "Via: SIP/2.0/UDP test2.sip.messagebird.com; branch=198398334", ParseStatus.MissingCallId)]
    public void The_invite_example_of_the_termination_document_is_refused_fault_by_fault(
        string startLine, string maxForwards, string via, ParseStatus expected)
    {
        var message = SampleMessages.Wire($"""
            {startLine}
            {maxForwards}
            {via}
            To: “alice” <sip:3123456789@test1.sip.messagebird.com>
            From: “bob” <sip:3987654321@test2.sip.messagebird.com>; tag=12345


            """);

        Assert.Equal(expected, Status(message));
    }

    [Fact]
    public void The_invite_example_of_the_termination_document_is_refused_as_it_stands() =>
        Assert.Equal(ParseStatus.MissingVersion, Status(SampleMessages.Wire("""
            INVITE sip:3123456789@test1.sip.messagebird.comSIP/2.0
            Max-Forwards= 70
            Via SIP/2.0/UDP 3987654321@test2.sip.messagebird.com; branch=198398334
            To: “alice” <sip:3123456789@test1.sip.messagebird.com>
            From: “bob” <sip:3987654321@test2.sip.messagebird.com>; tag=12345


            """)));

    [Fact]
    public void Every_status_has_a_phrase_that_may_stand_in_a_status_line()
    {
        foreach (var status in Enum.GetValues<ParseStatus>())
        {
            var phrase = Text(ParseStatuses.ReasonPhrase(status));

            Assert.NotEmpty(phrase);
            Assert.All(phrase, c => Assert.InRange(c, ' ', '~'));
            Assert.True(status is ParseStatus.Complete || phrase != "Bad Request", $"{status} has no phrase of its own");
        }
    }

    [Fact]
    public void Parsing_allocates_nothing() => Allocations.AssertNone(static () =>
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        SipParser.Parse(SampleMessages.Invite, slots, ParseLimits.Default, out var view);
        foreach (var value in view.Values(HeaderId.Allow))
        {
            SipMethods.Find(value);
        }

        _ = NameAddressView.TryParse(view.First(HeaderId.From), out var from) && SipUriView.TryParse(from.Uri, out var _);
        SipParser.Parse("garbage\r\n\r\n"u8, slots, ParseLimits.Default, out _);
    });
}

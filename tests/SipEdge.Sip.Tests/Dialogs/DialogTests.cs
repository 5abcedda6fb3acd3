using System.Text;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Dialogs;

public class DialogTests
{
    private readonly BufferPool _pool = new();

    [Fact]
    public void A_called_side_swaps_the_parties_and_keeps_the_order_of_the_route_set()
    {
        var dialog = Server("""
            INVITE sip:bob@b.example SIP/2.0
            Via: SIP/2.0/UDP a.example;branch=z9hG4bK1
            Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>
            From: "Alice" <sip:alice@a.example>;tag=a1
            To: <sip:bob@b.example>
            Call-ID: c1
            CSeq: 7 INVITE
            Contact: <sip:alice@192.0.2.1:5070;transport=tcp>;expires=60
            Content-Length: 0
            """);

        Assert.Equal("c1", Text(dialog.CallId));
        Assert.Equal("b1", Text(dialog.LocalTag));
        Assert.Equal("a1", Text(dialog.RemoteTag));
        Assert.Equal("<sip:bob@b.example>;tag=b1", Text(dialog.LocalParty));
        Assert.Equal("sip:alice@192.0.2.1:5070;transport=tcp", Text(dialog.RemoteTarget));
        Assert.Equal("sip:p2.example;lr", Text(dialog.NextHopUri));
        Assert.Equal(7u, dialog.RemoteCSeq);
        Assert.Equal(2, dialog.RouteCount);
        Assert.False(dialog.IsSecure);
        Assert.Equal("""
            Route: <sip:p2.example;lr>
            Route: <sip:p1.example;lr>
            Max-Forwards: 70
            From: <sip:bob@b.example>;tag=b1
            To: "Alice" <sip:alice@a.example>;tag=a1
            Call-ID: c1
            CSeq: 1 BYE

            """, Headers(dialog, SipMethod.Bye, dialog.NextCSeq()));
        dialog.Clear();
        Assert.Equal(0, _pool.RentedCount);
    }

    [Fact]
    public void A_calling_side_reverses_the_route_set()
    {
        var dialog = Client("""
            SIP/2.0 180 Ringing
            Via: SIP/2.0/UDP a.example;branch=z9hG4bK1
            Record-Route: <sip:p3.example;lr>
            Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>
            From: <sip:alice@a.example>;tag=a1
            To: <sip:bob@b.example>;tag=b1
            Call-ID: c1
            CSeq: 3 INVITE
            Contact: <sip:bob@192.0.2.2>
            Content-Length: 0
            """);

        Assert.Equal(3u, dialog.LocalCSeq);
        Assert.Equal(4u, dialog.NextCSeq());
        Assert.StartsWith("""
            Route: <sip:p1.example;lr>
            Route: <sip:p2.example;lr>
            Route: <sip:p3.example;lr>
            """, Headers(dialog, SipMethod.Update, 4), StringComparison.Ordinal);
        dialog.Clear();
        Assert.Equal(0, _pool.RentedCount);
    }

    [Fact]
    public void A_strict_router_takes_the_request_line_and_the_target_goes_last()
    {
        var dialog = Client("""
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP a.example;branch=z9hG4bK1
            Record-Route: <sip:p2.example;lr>, <sip:strict.example;transport=tcp>
            From: <sip:alice@a.example>;tag=a1
            To: <sip:bob@b.example>;tag=b1
            Call-ID: c1
            CSeq: 3 INVITE
            Contact: <sip:bob@192.0.2.2>
            Content-Length: 0
            """);

        Assert.Equal("sip:strict.example;transport=tcp", Text(dialog.RequestUri));
        Assert.StartsWith("""
            Route: <sip:p2.example;lr>
            Route: <sip:bob@192.0.2.2>
            Max-Forwards: 70
            """, Headers(dialog, SipMethod.Bye, 4), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8u, true)]
    [InlineData(7u, false)]
    [InlineData(6u, false)]
    [InlineData(uint.MaxValue, true)]
    public void A_request_must_have_a_higher_number_than_the_last(uint sequence, bool accepted)
    {
        var dialog = Server(Invite("sip:bob@b.example"));
        Assert.Equal(accepted, dialog.AcceptRequestCSeq(sequence));
        Assert.Equal(accepted ? sequence : 7u, dialog.RemoteCSeq);
    }

    [Fact]
    public void A_longer_contact_replaces_the_target_and_the_rest_stays()
    {
        var dialog = Server(Invite("sip:bob@b.example"));
        var user = new string('x', 3000);
        With(Invite("sip:bob@b.example", $"<sip:{user}@192.0.2.9>"), (in SipMessageView view) => dialog.UpdateTarget(view));
        Assert.Equal($"sip:{user}@192.0.2.9", Text(dialog.RequestUri));
        Assert.Equal("c1", Text(dialog.CallId));
        Assert.Equal("<sip:bob@b.example>;tag=b1", Text(dialog.LocalParty));
        With(Invite("sip:bob@b.example", "<sip:short@192.0.2.9>"), (in SipMessageView view) => dialog.UpdateTarget(view));
        Assert.Equal("sip:short@192.0.2.9", Text(dialog.RequestUri));
        dialog.Clear();
        Assert.Equal(0, _pool.RentedCount);
    }

    [Theory]
    [InlineData("sips:bob@b.example", true, true)]
    [InlineData("sips:bob@b.example", false, false)]
    [InlineData("sip:bob@b.example", true, false)]
    public void A_dialog_is_secure_when_sips_came_over_tls(string requestUri, bool overTls, bool secure)
    {
        var dialog = new Dialog(_pool);
        With(Invite(requestUri), (in SipMessageView view) => Assert.True(dialog.InitAsServer(view, "b1"u8, overTls)));
        Assert.Equal(secure, dialog.IsSecure);
    }

    [Fact]
    public void A_request_without_a_readable_contact_opens_no_dialog()
    {
        var dialog = new Dialog(_pool);
        With(Invite("sip:bob@b.example").Replace("Contact: <sip:alice@192.0.2.1>\n", "", StringComparison.Ordinal),
            (in SipMessageView view) => Assert.False(dialog.InitAsServer(view, "b1"u8, false)));
        Assert.True(dialog.IsEmpty);
        Assert.Equal(0, _pool.RentedCount);
    }

    [Fact]
    public void A_message_of_another_tag_does_not_match()
    {
        var dialog = Client(Response(200, "<sip:bob@192.0.2.2>", "Subject: x"));
        With(Response(200, "<sip:bob@192.0.2.2>", "Subject: x"), (in SipMessageView view) => Assert.True(dialog.Matches(view)));
        With(Response(200, "<sip:bob@192.0.2.2>", "Subject: x").Replace("tag=b1", "tag=B1", StringComparison.Ordinal),
            (in SipMessageView view) => Assert.False(dialog.Matches(view)));
    }

    [Fact]
    public void One_of_several_dialogs_that_an_invite_opened_differs_in_our_tag_and_the_numbers_used_on_it()
    {
        var dialog = Server(Invite("sip:bob@b.example"));
        Assert.True(dialog.Become("b2"u8, remoteCSeq: 9));
        Assert.Equal("<sip:bob@b.example>;tag=b2", Text(dialog.LocalParty));
        Assert.False(dialog.AcceptRequestCSeq(9));
        Assert.True(dialog.AcceptRequestCSeq(10));
        Assert.False(dialog.Become("longer"u8, remoteCSeq: 11));
        Assert.Equal("b2", Text(dialog.LocalTag));
    }

    [Fact]
    public void A_confirmed_dialog_goes_on_with_the_numbers_of_its_early_one()
    {
        var early = Client(Response(180, "<sip:bob@192.0.2.2>", "Subject: x"));
        early.NextCSeq();
        Assert.True(early.AcceptRequestCSeq(20));
        var dialog = Client(Response(200, "<sip:bob@192.0.2.3>", "Subject: x"));
        dialog.ContinueFrom(early);
        Assert.Equal((5u, 20u), (dialog.NextCSeq(), dialog.RemoteCSeq));
        Assert.Equal("sip:bob@192.0.2.3", Text(dialog.RemoteTarget));
    }

    private delegate void ViewAction(in SipMessageView view);

    private static string Invite(string uri, string contact = "<sip:alice@192.0.2.1>") => $"""
        INVITE {uri} SIP/2.0
        Via: SIP/2.0/UDP a.example;branch=z9hG4bK1
        From: <sip:alice@a.example>;tag=a1
        To: <sip:bob@b.example>
        Call-ID: c1
        CSeq: 7 INVITE
        Contact: {contact}
        Content-Length: 0
        """;

    private static string Response(int status, string contact, string more) => $"""
        SIP/2.0 {status} Some Reason
        Via: SIP/2.0/UDP a.example;branch=z9hG4bK1
        From: <sip:alice@a.example>;tag=a1
        To: <sip:bob@b.example>;tag=b1
        Call-ID: c1
        CSeq: 3 INVITE
        {more}
        Contact: {contact}
        Content-Length: 0
        """;

    private static void With(string text, ViewAction action)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n\r\n");
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(bytes, slots, ParseLimits.Default, out var view));
        action(view);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static string Headers(Dialog dialog, SipMethod method, uint sequence)
    {
        Span<byte> buffer = stackalloc byte[2048];
        var writer = new SipWriter(buffer);
        dialog.WriteRequestHeaders(ref writer, method, sequence, 70);
        Assert.False(writer.Failed);
        return Text(writer.Written).ReplaceLineEndings();
    }

    private Dialog Server(string invite)
    {
        var dialog = new Dialog(_pool);
        With(invite, (in SipMessageView view) => Assert.True(dialog.InitAsServer(view, "b1"u8, overTls: false)));
        return dialog;
    }

    private Dialog Client(string response)
    {
        var dialog = new Dialog(_pool);
        With(response, (in SipMessageView view) =>
            Assert.True(dialog.InitAsClient(view, "sip:bob@b.example"u8, overTls: false)));
        return dialog;
    }
}

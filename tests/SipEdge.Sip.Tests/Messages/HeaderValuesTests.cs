using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Messages;

public sealed class HeaderValuesTests
{
    [Fact]
    public void Lines_and_commas_are_one_list()
    {
        Assert.Equal(["<sip:a>", "<sip:b>;x=\"1,2\"", "<sip:c,d>", "\"e, f\" <sip:g>"], Values(HeaderId.Route,
            "Route: <sip:a> , <sip:b>;x=\"1,2\"\r\nroute :\r\n\t<sip:c,d>,\r\n \"e, f\" <sip:g>"));
    }

    [Fact]
    public void Empty_elements_are_skipped() => Assert.Equal(["a", "b"], Values(HeaderId.Supported, "k: ,a,,b,\r\nSupported:"));

    [Fact]
    public void A_comma_in_an_unfinished_quote_does_not_split() =>
        Assert.Equal(["a", "\"b, c"], Values(HeaderId.Supported, "k: a, \"b, c"));

    [Fact]
    public void A_header_without_list_grammar_gives_whole_lines() => Assert.Equal(
        ["Digest a=\"1\", b=2", "Digest c=3"],
        Values(HeaderId.Authorization, "Authorization: Digest a=\"1\", b=2\r\nAuthorization: Digest c=3"));

    [Fact]
    public void An_absent_header_has_no_values() => Assert.Empty(Values(HeaderId.Route, "X: y"));

    private static List<string> Values(HeaderId id, string lines) => Ask(With(lines), view =>
    {
        var found = new List<string>();
        foreach (var value in view.Values(id))
        {
            found.Add(Text(value));
        }

        return found;
    });
}

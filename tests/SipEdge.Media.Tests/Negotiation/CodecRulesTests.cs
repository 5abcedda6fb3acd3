using System.Text;
using SipEdge.Media.Negotiation;

namespace SipEdge.Media.Tests.Negotiation;

public sealed class CodecRulesTests
{
    [Fact]
    public void Without_lists_every_codec_keeps_its_place()
    {
        Assert.Equal(0, CodecRules.All.Rank("PCMA"u8, 8000, 1));
        Assert.Equal(0, CodecRules.All.Rank("opus"u8, 48000, 2));
        Assert.Same(CodecRules.All, CodecRules.Create([], [], denyAll: false));
    }

    [Fact]
    public void The_allow_list_is_an_order_and_leaves_the_rest_out()
    {
        var rules = Rules(["g722", "pcma"], []);
        Assert.Equal(0, rules.Rank("G722"u8, 8000, 1));
        Assert.Equal(1, rules.Rank("PCMA"u8, 8000, 1));
        Assert.Equal(CodecRules.NotTaken, rules.Rank("PCMU"u8, 8000, 1));
    }

    [Fact]
    public void Deny_wins()
    {
        var rules = Rules(["pcma", "pcmu"], ["PCMU"]);
        Assert.Equal(0, rules.Rank("PCMA"u8, 8000, 1));
        Assert.Equal(CodecRules.NotTaken, rules.Rank("PCMU"u8, 8000, 1));
        Assert.Equal(CodecRules.NotTaken, Rules([], ["opus"]).Rank("opus"u8, 48000, 2));
        Assert.Equal(0, Rules([], ["opus"]).Rank("PCMU"u8, 8000, 1));
    }

    [Fact]
    public void Disallow_all_leaves_what_is_allowed_by_name()
    {
        var rules = CodecRules.Create([Pattern("pcma")], [], denyAll: true);
        Assert.Equal(0, rules.Rank("pcma"u8, 8000, 1));
        Assert.Equal(CodecRules.NotTaken, rules.Rank("pcmu"u8, 8000, 1));
        Assert.False(rules.IsNothing);
        Assert.True(CodecRules.Create([], [], denyAll: true).IsNothing);
        Assert.Equal(CodecRules.NotTaken, CodecRules.Create([], [], denyAll: true).Rank("pcma"u8, 8000, 1));
    }

    [Theory]
    [InlineData("opus", "OPUS", 48000, 2, true)]
    [InlineData("opus/48000", "opus", 48000, 2, true)]
    [InlineData("opus/48000/2", "opus", 48000, 2, true)]
    [InlineData("opus/48000/2", "opus", 48000, 1, false)]
    [InlineData("speex/16000", "speex", 8000, 1, false)]
    [InlineData("pcm", "PCMA", 8000, 1, false)]
    [InlineData("alaw", "PCMA", 8000, 1, true)]
    [InlineData("G711U", "PCMU", 8000, 1, true)]
    public void Names_are_compared_without_case_and_numbers_where_given(
        string pattern, string name, int clock, int channels, bool expected) =>
        Assert.Equal(expected, Pattern(pattern).Matches(Encoding.ASCII.GetBytes(name), clock, channels));

    [Theory]
    [InlineData("")]
    [InlineData("/8000")]
    [InlineData("pcma/")]
    [InlineData("pcma/x")]
    [InlineData("pcma/0")]
    [InlineData("pcma/8000/")]
    [InlineData("pcma/8000/300")]
    [InlineData("pcma/8000/1/1")]
    [InlineData("pc ma")]
    [InlineData("a-name-that-is-longer-than-thirty-two-characters")]
    public void What_names_no_codec_is_refused(string text) => Assert.False(CodecPattern.TryParse(text, out _));

    [Theory]
    [InlineData("PCMA", "pcma")]
    [InlineData(" opus/48000 ", "opus/48000")]
    [InlineData("opus/48000/2", "opus/48000/2")]
    public void A_pattern_prints_as_it_is_written(string text, string printed) =>
        Assert.Equal(printed, Pattern(text).ToString());

    [Fact]
    public void Companions_pass_only_by_name()
    {
        Assert.False(CodecRules.All.Names("red"u8, 8000, 1));
        Assert.True(Rules(["pcmu", "red"], []).Names("red"u8, 8000, 1));
        Assert.False(Rules(["pcmu", "red"], ["red"]).Names("red"u8, 8000, 1));
    }

    internal static CodecRules Rules(string[] allow, string[] deny) =>
        CodecRules.Create([.. allow.Select(Pattern)], [.. deny.Select(Pattern)], denyAll: false);

    private static CodecPattern Pattern(string text)
    {
        Assert.True(CodecPattern.TryParse(text, out var pattern));
        return pattern;
    }
}

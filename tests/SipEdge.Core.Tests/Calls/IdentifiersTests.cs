using System.Text;
using SipEdge.Core.Calls;

namespace SipEdge.Core.Tests.Calls;

public sealed class IdentifiersTests
{
    private readonly Identifiers _identifiers = new(0x2A, new Random(7).NextBytes);

    [Fact]
    public void A_call_id_names_its_loop_and_nothing_else()
    {
        var callId = new byte[Identifiers.CallIdLength];
        _identifiers.WriteCallId(callId);

        Assert.True(Identifiers.TryReadLoop(callId, out var loop));
        Assert.Equal(0x2A, loop);
        Assert.Matches("^e2a-[0-9a-f]{24}$", Encoding.ASCII.GetString(callId));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(12345, 1)]
    [InlineData(0x7FFFFFF, 0)]
    public void A_tag_names_the_slot_and_the_leg(int slot, int leg)
    {
        var side = (CallSide)leg;
        var tag = new byte[Identifiers.TagLength];
        _identifiers.WriteTag(tag, slot, side);

        Assert.True(Identifiers.TryReadTag(tag, out var readSlot, out var readSide));
        Assert.Equal((slot, side), (readSlot, readSide));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000001")]
    [InlineData("000000190123456789abcde")]
    [InlineData("0000001a0123456789abcdef")]
    [InlineData("zzzzzzz00123456789abcdef")]
    [InlineData("-000001x0123456789abcdef")]
    public void What_is_not_our_tag_names_no_call(string tag) =>
        Assert.False(Identifiers.TryReadTag(Encoding.ASCII.GetBytes(tag), out _, out _));

    [Fact]
    public void Every_early_dialog_of_a_call_has_a_tag_of_its_own_that_names_the_caller()
    {
        var first = new byte[Identifiers.TagLength];
        var callee = new byte[Identifiers.TagLength];
        var tag = new byte[Identifiers.TagLength];
        _identifiers.WriteTag(first, 77, CallSide.Caller);
        first.CopyTo(callee, 0);
        callee[7] = (byte)'1';
        var seen = new HashSet<string>();
        for (var index = 0; index <= EarlyDialogs.Max; index++)
        {
            Identifiers.WriteEarlyTag(tag, first, index);
            Assert.True(seen.Add(Encoding.ASCII.GetString(tag)));
            Assert.True(Identifiers.TryReadTag(tag, out var slot, out var side));
            Assert.Equal((77, CallSide.Caller, index), (slot, side, Identifiers.EarlyIndex(tag)));
            Assert.True(Identifiers.SameLeg(tag, first));
            Assert.False(Identifiers.SameLeg(tag, callee));
        }
    }

    [Fact]
    public void Ten_thousand_tags_of_one_slot_are_all_different()
    {
        var seen = new HashSet<string>();
        var tag = new byte[Identifiers.TagLength];
        for (var i = 0; i < 10_000; i++)
        {
            _identifiers.WriteTag(tag, 1, CallSide.Caller);
            Assert.True(seen.Add(Encoding.ASCII.GetString(tag)));
        }
    }
}

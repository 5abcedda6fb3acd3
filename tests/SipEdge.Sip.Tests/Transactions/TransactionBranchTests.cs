using System.Text;
using SipEdge.Sip.Transactions;

namespace SipEdge.Sip.Tests.Transactions;

public class TransactionBranchTests
{
    [Theory]
    [InlineData(0, 0, 1, 0UL, "z9hG4bK00000000000000010000000000000000")]
    [InlineData(255, 0xABCDEF, int.MaxValue, ulong.MaxValue, "z9hG4bKffabcdef7fffffffffffffffffffffff")]
    public void A_branch_says_where_its_transaction_lies(int loop, int index, int generation, ulong random, string text)
    {
        var branch = new TransactionBranch((byte)loop, index, generation, random);
        var written = new byte[TransactionBranch.Length];
        branch.Write(written);
        Assert.Equal(text, Encoding.ASCII.GetString(written));
        Assert.True(TransactionBranch.TryParse(written, out var read));
        Assert.Equal(branch, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("z9hG4bK")]
    [InlineData("z9hG4bK0000000000000001000000000000000")]
    [InlineData("z9hG4bK000000000000000100000000000000000")]
    [InlineData("z9hG4bK0000000000000001000000000000000A")]
    [InlineData("z9hG4bK000000000000000100000000000000 0")]
    [InlineData("z9hG4bk00000000000000010000000000000000")]
    [InlineData("z9hG4bK-0000000000000010000000000000000")]
    public void Anything_we_would_not_write_is_not_ours(string text) =>
        Assert.False(TransactionBranch.TryParse(Encoding.ASCII.GetBytes(text), out _));
}

using SipEdge.Hosting;

namespace SipEdge.Tests.Hosting;

public sealed class EdgeLoggingTests
{
    [Theory]
    [InlineData("9:12345", "socket:[12345]", true)]
    [InlineData("9:12345", "socket:[999]", false)] // inherited from a service, redirected since
    [InlineData("9:12345", "1", false)]
    [InlineData(null, "socket:[12345]", false)]
    [InlineData("12345", "socket:[12345]", false)]
    public void Standard_error_is_the_journal_when_the_variable_names_its_inode(string? variable, string? standardError, bool expected) =>
        Assert.Equal(expected, EdgeLogging.IsJournal(variable, standardError));
}

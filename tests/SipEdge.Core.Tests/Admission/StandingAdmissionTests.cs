using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;

namespace SipEdge.Core.Tests.Admission;

/// <summary>A credential that opened a call, after a reload.</summary>
public sealed class StandingAdmissionTests
{
    private static readonly EdgeOptions Before = TestOptions.Edge(("phones", new AclOptions { Accounts = ["anna", "bert"] })) with
    {
        Accounts = TestOptions.Named(
            ("anna", new AccountOptions { Password = TestOptions.Password("pa") }),
            ("bert", new AccountOptions { Password = TestOptions.Password("pb") })),
    };

    [Fact]
    public void It_stands_where_nothing_of_it_has_changed_and_is_what_the_configuration_knows_now()
    {
        var after = TestOptions.Compile(Before with { Routes = [new RouteOptions { To = "echo" }] });
        var renewed = Renew(after);
        Assert.Equal(AdmissionVerdict.Admit, renewed!.Value.Verdict);
        Assert.Same(after.Domains[0], renewed.Value.Domain);
        Assert.Same(after.Domains[0].FindAccount("anna"u8), renewed.Value.Account);
        Assert.Contains(renewed.Value.Acl, after.Acls);
    }

    [Fact]
    public void Another_password_ends_it() => Assert.Null(Renew(TestOptions.Compile(Before with
    {
        Accounts = Before.Accounts.SetItem("anna", new AccountOptions { Password = TestOptions.Password("stolen no more") }),
    })));

    [Fact]
    public void An_account_that_is_gone_opens_nothing() => Assert.Null(Renew(TestOptions.Compile(Before with
    {
        Accounts = Before.Accounts.Remove("anna"),
        Acls = Before.Acls.SetItem("phones", new AclOptions { Accounts = ["bert"] }),
    })));

    [Fact]
    public void Neither_does_one_that_its_list_names_no_more() => Assert.Null(Renew(TestOptions.Compile(Before with
    {
        Acls = Before.Acls.SetItem("phones", new AclOptions { Accounts = ["bert"] }).Add("others", new AclOptions { Accounts = ["anna"] }),
        Domains = Before.Domains.SetItem("example.net", Before.Domains["example.net"] with { Acls = ["phones", "others"] }),
    })));

    private static AdmissionDecision? Renew(EdgeModel after)
    {
        var caller = new Caller(TestOptions.Compile(Before));
        var opened = caller.Decide(caller.Digest("anna", "pa"));
        Assert.Equal(ReasonCode.DigestAdmitted, opened.Reason);
        return StandingAdmission.Renew(opened, after.Domains[0], after, DateTimeOffset.UnixEpoch);
    }
}
